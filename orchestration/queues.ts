/** The queues that orchestrators read. Source: `sql/functions/queues/ensure_orchestration_queues.sql`. */
export const QUEUES = {
  /** Requests for tasks: `{request_id, task_request, metadata}`. */
  taskRequests: "orchestration_task_requests",
  /** Parked results of steps: `{task_uuid, step_uuid, correlation_id}`. */
  stepResults: "orchestration_step_results",
  /** Tasks to look at again: `{task_uuid}`. */
  finalizations: "orchestration_task_finalization",
} as const;

/** Name of a queue that orchestrators read. */
export type QueueName = (typeof QUEUES)[keyof typeof QUEUES];
