import type { StepState, TaskState } from "./states.ts";

/** A step in a {@linkcode TaskGraph}. */
export interface TaskGraphNode {
  /** The step. */
  readonly stepUuid: string;
  /** Its name. */
  readonly name: string;
  /** Its place in topological order, from 1. */
  readonly position: number;
  /** Length of the longest path to it from a step that needs none. */
  readonly level: number;
  /** Its handler's callable name. */
  readonly handler: string;
  /** Its state. */
  readonly state: StepState;
  /** Attempts so far. */
  readonly attempts: number;
  /** Attempts in all. */
  readonly maxAttempts: number;
  /** Why it failed, if it did. */
  readonly error: string | null;
  /** When its last attempt began: ISO 8601. */
  readonly startedAt: string | null;
  /** When it ended: ISO 8601. */
  readonly endedAt: string | null;
  /** How long its last attempt took. */
  readonly durationSeconds: number | null;
}

/** A task as steps and edges. Source: `sql/functions/reading/get_task_graph.sql`. */
export interface TaskGraph {
  /** The task. */
  readonly taskUuid: string;
  /** Namespace of its template. */
  readonly namespace: string;
  /** Name of its template. */
  readonly name: string;
  /** Version of its template. */
  readonly version: string;
  /** Its state. */
  readonly status: TaskState;
  /** When it was created: ISO 8601. */
  readonly createdAt: string;
  /** When it ended: ISO 8601. */
  readonly completedAt: string | null;
  /** From creation to the end, or to now. */
  readonly durationSeconds: number;
  /** Its steps, in topological order. */
  readonly nodes: readonly TaskGraphNode[];
  /** Which step needs which, by name: `to` needs `from`. */
  readonly edges: readonly { readonly from: string; readonly to: string; readonly name: string }[];
}
