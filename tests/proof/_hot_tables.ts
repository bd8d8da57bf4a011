/** Tables that a run fills and that are emptied before the next; templates stay. */
export const HOT_TABLES = [
  "tasker.tasks",
  "tasker.workflow_steps",
  "tasker.step_queue",
  "tasker.timers",
  "tasker.workers",
  "tasker.step_aborts",
  "tasker.task_transition_log",
  "tasker.step_transition_log",
  "tasker.task_finalization_claims",
  "tasker.finalization_attempts",
  "pgmq.q_orchestration_step_results",
] as const;
