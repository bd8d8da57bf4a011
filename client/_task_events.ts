import { toCamelCase } from "../core/case.ts";
import { TaskerError } from "../core/errors.ts";
import type { CallOptions } from "./connection_options.ts";
import type { HttpConnection } from "./http_connection.ts";
import { path } from "./_paths.ts";
import { refusalOf } from "./_refusal.ts";
import { readServerEvents } from "./_server_events.ts";

/** Longest silence of a stream, in milliseconds; the API sends a heartbeat every 15 s. */
const LONGEST_SILENCE_MS = 45_000;

/** Something that happened to a task or its steps. */
interface Happening {
  /** Whether it happened to the task itself. */
  readonly isOfTask: boolean;
}

/**
 * Opens the events of a task.
 *
 * @param connection The API.
 * @param taskUuid The task.
 * @param options When to give up.
 * @returns What happens; ends when the stream does, at once where the API or a proxy between gives no events.
 * @throws {TaskerError} `TK101` when there is no such task, and what else the API refuses on purpose.
 */
export async function openEvents(
  connection: HttpConnection,
  taskUuid: string,
  options: CallOptions,
): Promise<AsyncGenerator<Happening, void>> {
  const silence = new AbortController();
  const signal = options.signal === undefined
    ? silence.signal
    : AbortSignal.any([options.signal, silence.signal]);
  const response = await open();
  return happenings();

  async function open(): Promise<Response | undefined> {
    try {
      const response = await connection.stream({
        method: "GET",
        path: path`/v1/tasks/${taskUuid}/events`,
        accept: "text/event-stream",
        options: { ...options, signal },
      });
      if (response.ok && response.headers.get("content-type")?.startsWith("text/event-stream")) {
        return response;
      }
      const text = await response.text();
      const refused = response.ok ? undefined : refusalOf(response.status, text, "GET events");
      if (refused?.code === "TK101") throw refused;
    } catch (error) {
      if (options.signal?.aborted || (error instanceof TaskerError && error.code !== "TK503")) throw error;
    }
  }

  async function* happenings(): AsyncGenerator<Happening, void> {
    if (response?.body == null) return;
    const watch = () => setTimeout(() => silence.abort(), LONGEST_SILENCE_MS);
    let timer = watch();
    try {
      for await (const { event, data } of readServerEvents(response.body)) {
        clearTimeout(timer);
        timer = watch();
        if (event !== "heartbeat") yield { isOfTask: concernsTask(data) };
      }
    } catch {
      options.signal?.throwIfAborted(); // else the stream broke: whoever reads looks, and opens another one
    } finally {
      clearTimeout(timer);
      silence.abort();
    }
  }
}

/** Whether an event is about the task itself, not about a step of it. */
function concernsTask(data: string): boolean {
  try {
    return toCamelCase<{ stepUuid?: unknown }>(JSON.parse(data))?.stepUuid == null;
  } catch {
    return true;
  }
}
