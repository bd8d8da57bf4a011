import type { TransitionView } from "../../core/wire.ts";
import type { Queryable } from "../../sql/connect.ts";
import { readRows } from "./read_rows.ts";

/** A change of state of one of a task's steps. */
export interface StepTransitionView extends TransitionView {
  /** The step. */
  readonly stepUuid: string;
  /** Its name. */
  readonly stepName: string;
  /** Its place among the step's changes, from 1. */
  readonly sortKey: number;
  /** The attempt it belongs to. */
  readonly attempt: number | null;
  /** The worker that caused it. */
  readonly workerUuid: string | null;
}

/**
 * Lists the changes of state of all steps of a task. Source: `sql/functions/reading/get_step_transitions.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param taskUuid The task.
 * @returns By step in topological order, each step's oldest first.
 * @throws {TaskerError} `TK101` when there is no such task.
 */
export function getStepTransitions(sql: Queryable, taskUuid: string): Promise<StepTransitionView[]> {
  return readRows(sql`select to_jsonb(r) as row from tasker_v1.get_step_transitions(${taskUuid}) r`);
}
