import type { StepState, TaskState } from "./states.ts";

/** Who operates on a step, and why. */
export interface StepOperation {
  /** UUIDv7 of the step. */
  readonly stepUuid: string;
  /** Who asks. */
  readonly by: string;
  /** Why, for the record. */
  readonly reason: string;
}

/** Who operates on a task, and why. */
export interface TaskOperation {
  /** UUIDv7 of the task. */
  readonly taskUuid: string;
  /** Who asks. */
  readonly by: string;
  /** Why, for the record. */
  readonly reason: string;
}

/** A step that was operated on, and where it and its task stand now. */
export interface OperatedStep {
  /** Its task. */
  readonly taskUuid: string;
  /** The step. */
  readonly stepUuid: string;
  /** State of the task, which was re-driven. */
  readonly taskState: TaskState;
  /** State of the step. */
  readonly stepState: StepState;
}

/** What became of a task that was redriven. */
export interface RedrivenTask {
  /** The task that failed. */
  readonly taskUuid: string;
  /** The task that runs now: the same, or the one that took its place. */
  readonly redrivenTaskUuid: string;
  /** Whether a new task took its place. */
  readonly isNew: boolean;
  /** Steps that got fresh attempts. */
  readonly resetStepUuids: readonly string[];
  /** The investigation that was closed; null when there was none. */
  readonly dlqEntryUuid: string | null;
}
