import { toSnakeCase } from "../../core/case.ts";
import { TaskerError } from "../../core/errors.ts";
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
  return await call(sql)<CreatedTask>`
    select t.position - 1 as position, t.task_uuid as "taskUuid", t.created
      from tasker_v1.create_tasks(${requestsText(requests)}::text::jsonb) t
     order by t.position`;
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
