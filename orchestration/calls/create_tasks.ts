import { toSnakeCase } from "../../core/case.ts";
import { TaskerError } from "../../core/errors.ts";
import { METRICS } from "../../core/telemetry/metrics.ts";
import { withTaskSpans } from "../../core/telemetry/tracing.ts";
import type { CreatedTask, TaskRequest } from "../../core/wire.ts";
import type { Queryable } from "../../sql/connect.ts";
import { call } from "./call.ts";

/**
 * Creates tasks, each with its steps, its ready steps queued; all or none. Runs in the caller's transaction when
 * given one. Cost: one statement, whatever the number. Source: `sql/functions/tasks/create_tasks.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param requests What to create; batches of about 1,000 are the fastest.
 * @returns One entry a request, in order; `created` is false where an earlier task has the same identity.
 * @throws {TaskerError} `TK001` malformed, `TK003` context fails the schema, `TK004` too large, `TK005` not JSON,
 * `TK006` idempotency key missing, `TK103` no such template; the message names the request's position.
 */
export async function createTasks(
  sql: Queryable,
  requests: readonly TaskRequest<unknown>[],
): Promise<CreatedTask[]> {
  const tasks = await withTaskSpans(
    requests,
    (traced) =>
      call(sql)<CreatedTask>`
    select t.position - 1 as position, t.task_uuid as "taskUuid", t.created
      from tasker_v1.create_tasks(${requestsText(traced)}::text::jsonb) t
     order by t.position`,
    (created) => created,
  );
  countCreated(requests, tasks);
  return tasks;
}

/** Counts the tasks that are new, for `/metrics`. */
export function countCreated(
  requests: readonly TaskRequest<unknown>[],
  tasks: readonly CreatedTask[],
): void {
  for (const { position, created } of tasks) {
    const request = requests[position];
    if (created && request !== undefined) METRICS.tasksRequested.of(request.namespace, request.name).add();
  }
}

/**
 * Writes requests as the door takes them.
 *
 * @throws {TaskerError} `TK005` when a context is not JSON.
 */
export function requestsText(requests: readonly TaskRequest<unknown>[]): string {
  try {
    return JSON.stringify(toSnakeCase(requests));
  } catch (cause) {
    throw new TaskerError("TK005", "Cannot create tasks: a context is not JSON", {
      details: cause instanceof Error ? cause.message : String(cause),
      hint: "Contexts hold text, numbers, booleans, null, arrays and plain objects.",
      cause,
    });
  }
}
