/**
 * A typed client of tasker's HTTP API, for any JavaScript runtime with `fetch`.
 *
 * ```ts no-eval
 * import { TaskerClient } from "@tasker/tasker/client";
 *
 * const client = new TaskerClient({ url: "http://127.0.0.1:8080" });
 * const { taskUuid } = await client.create({ namespace: "shapes", name: "linear", context: { even_number: 6 } });
 * const task = await client.wait(taskUuid);
 * ```
 *
 * @module
 */
export type { ErrorCode, ErrorKind } from "../core/errors.ts";
export { TaskerError } from "../core/errors.ts";
export type { Fault } from "../core/fault.ts";
export type { Json, JsonObject } from "../core/json.ts";
export type { StepState, TaskState } from "../core/states.ts";
export type {
  CreatedTask,
  StepFailure,
  StepView,
  TaskRequest,
  TaskView,
  TransitionView,
} from "../core/wire.ts";
export type { ConnectionOptions } from "./http_connection.ts";
export type { TaskFilter, TaskPage } from "./task_filter.ts";
export { TaskerClient, type WaitOptions } from "./tasker_client.ts";
