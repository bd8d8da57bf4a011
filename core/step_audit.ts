import type { Json } from "./json.ts";
import type { StepFailure } from "./wire.ts";

/** An attempt of a step that was recorded. Source: `sql/functions/reading/get_step_audit.sql`. */
export interface StepAudit {
  /** Its place in the history. */
  readonly transitionId: number;
  /** The step. */
  readonly workflowStepUuid: string;
  /** Its task. */
  readonly taskUuid: string;
  /** Name of the step. */
  readonly stepName: string;
  /** When it was recorded: ISO 8601. */
  readonly recordedAt: string;
  /** Who ran it. */
  readonly workerUuid: string | null;
  /** Correlation id of the task. */
  readonly correlationId: string;
  /** Which attempt. */
  readonly attempt: number;
  /** Whether it succeeded. */
  readonly success: boolean;
  /** State of the step before. */
  readonly fromState: string;
  /** State of the step after. */
  readonly toState: string;
  /** How long it took. */
  readonly executionTimeMs: number | null;
  /** What it returned, if it is the attempt that counts. */
  readonly result: Json;
  /** Why it failed, if it is the last attempt. */
  readonly error: StepFailure | null;
}
