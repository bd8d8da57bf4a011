import { TaskerError } from "../core/errors.ts";
import { openEventStream } from "./_event_stream.ts";
import type { CallOptions } from "./connection_options.ts";
import type { HttpConnection } from "./http_connection.ts";
import { path } from "./_paths.ts";
import type { ServerEvent } from "./_server_events.ts";

/**
 * Opens the events of a task, from now on.
 *
 * @param connection The API.
 * @param taskUuid The task.
 * @param ofTaskOnly Whether those of its steps are left out.
 * @param options When to give up.
 * @returns What happens, heartbeats among it; ends when the stream does, at once where the API or a proxy between gives
 * no events. Call `return()` in the end.
 * @throws {TaskerError} `TK101` when there is no such task.
 */
export async function openTaskEvents(
  connection: HttpConnection,
  taskUuid: string,
  ofTaskOnly: boolean,
  options: CallOptions,
): Promise<AsyncGenerator<ServerEvent, void>> {
  const query = `?from=now${ofTaskOnly ? "&kind=task.transition" : ""}`;
  try {
    return await openEventStream(connection, path`/v1/tasks/${taskUuid}/events` + query, options);
  } catch (error) {
    // an API of before that has no events, or a proxy that lets none through: looking will tell
    if (!(error instanceof TaskerError) || error.code === "TK101") throw error;
    return none();
  }
}

async function* none(): AsyncGenerator<ServerEvent, void> {}
