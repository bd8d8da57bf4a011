/** Every state a task can be in. Which may follow which is decided by `tasker.task_state_rules` in SQL. */
export const TASK_STATES = [
  "pending",
  "initializing",
  "enqueuing_steps",
  "steps_in_process",
  "evaluating_results",
  "waiting_for_dependencies",
  "waiting_for_retry",
  "blocked_by_failures",
  "complete",
  "error",
  "cancelled",
  "resolved_manually",
] as const;

/** A state of a task. */
export type TaskState = (typeof TASK_STATES)[number];

/** Every state a step can be in. */
export const STEP_STATES = [
  "pending",
  "enqueued",
  "in_progress",
  "enqueued_for_orchestration",
  "enqueued_as_error_for_orchestration",
  "waiting_for_retry",
  "complete",
  "error",
  "cancelled",
  "resolved_manually",
] as const;

/** A state of a step. */
export type StepState = (typeof STEP_STATES)[number];
