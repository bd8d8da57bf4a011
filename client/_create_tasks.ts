import type { TaskDefinition } from "../core/define_task.ts";
import type { Json } from "../core/json.ts";
import { present } from "../core/present.ts";
import type { CreatedTask, TaskRequest } from "../core/wire.ts";
import { checkInput } from "./_check_input.ts";
import { randomHex } from "./_random.ts";
import type { CallOptions } from "./connection_options.ts";
import type { HttpConnection } from "./http_connection.ts";

/** What may be said of a task besides what it runs on, and how the call is made. */
export type CreateOptions =
  & Omit<TaskRequest, "namespace" | "name" | "version" | "context">
  & CallOptions;

/** A definition whose types matter no more: the compiler has seen them. */
export type AnyDefinition = TaskDefinition<unknown, unknown, unknown>;

/**
 * Creates a task: of a request, called as the second argument says; or of a definition, an input and what else to say.
 *
 * @throws {TaskerError} `TK003` when the input does not match; else what the API refuses.
 */
export async function createTask(
  connection: HttpConnection,
  first: AnyDefinition | TaskRequest<unknown>,
  second: unknown,
  third: CreateOptions = {},
): Promise<CreatedTask> {
  const isDefinition = isTaskDefinition(first);
  if (isDefinition) await checkInput(first, second);
  const options = isDefinition ? third : second as CallOptions | undefined;
  const body = repeatable(isDefinition ? requestOf(first, second, third) : first);
  return await connection.send({ method: "POST", path: "/v1/tasks", body, options });
}

/**
 * Creates several tasks, all or none: of requests, called as the second argument says; or of a definition, inputs and
 * what else to say of each.
 *
 * @throws {TaskerError} As {@linkcode createTask}.
 */
export async function createTasks(
  connection: HttpConnection,
  first: AnyDefinition | readonly TaskRequest<unknown>[],
  second: unknown,
  third: CreateOptions = {},
): Promise<CreatedTask[]> {
  const isDefinition = isTaskDefinition(first);
  const options = isDefinition ? third : second as CallOptions | undefined;
  const inputs = isDefinition ? second as readonly unknown[] : [];
  if (isDefinition) {
    for (const [index, input] of inputs.entries()) await checkInput(first, input, `[${index}].`);
  }
  const requests = isDefinition ? inputs.map((input) => requestOf(first, input, third)) : first;
  const body = requests.map((request) => repeatable(request));
  return await connection.send({ method: "POST", path: "/v1/tasks/batch", body, options });
}

function isTaskDefinition(value: object): value is AnyDefinition {
  return "toTemplate" in value && typeof value.toTemplate === "function";
}

function requestOf(
  { namespace, name, version }: AnyDefinition,
  input: unknown,
  options: CreateOptions,
): TaskRequest {
  const { signal: _1, timeoutMs: _2, traceContext: _3, ...said } = options;
  return present({ ...said, namespace, name, version, context: input as Json });
}

/** Gives a request a key of this call's own, so that a repetition creates nothing. */
function repeatable<Context>(
  request: TaskRequest<Context>,
): TaskRequest<Context> & { readonly requestKey: string } {
  return { requestKey: randomHex(16), ...request };
}
