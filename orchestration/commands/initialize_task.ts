import { toCamelCase } from "../../core/case.ts";
import type { CreatedTask, TaskRequest } from "../../core/wire.ts";
import type { Queryable } from "../../sql/connect.ts";
import { only } from "../calls/call.ts";
import { createTasks } from "../calls/create_tasks.ts";
import type { Message } from "../calls/read_messages.ts";
import type { CommandContext } from "./context.ts";
import { objectIn } from "./message_body.ts";
import { type Outcome, success } from "./outcome.ts";

/** Creates the task that a command asks for. */
export async function initializeTask(
  context: CommandContext,
  request: TaskRequest,
): Promise<Outcome<CreatedTask>> {
  const task = only(await createTasks(context.sql, [request]));
  context.stats.add("taskRequestsProcessed");
  return success(task);
}

/** Creates the tasks that messages ask for: `{request_id, task_request, metadata}`. */
export async function initializeTasksFrom(
  context: CommandContext,
  sql: Queryable,
  messages: readonly Message[],
): Promise<void> {
  const requests = messages.map((message) => toCamelCase<TaskRequest>(objectIn(message, "task_request")));
  await createTasks(sql, requests);
  context.stats.add("taskRequestsProcessed", messages.length);
}
