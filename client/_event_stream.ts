import { TaskerError } from "../core/errors.ts";
import type { CallOptions } from "./connection_options.ts";
import type { HttpConnection } from "./http_connection.ts";
import { refusalOf } from "./_refusal.ts";
import { isTransient } from "./_retry.ts";
import { readServerEvents, type ServerEvent } from "./_server_events.ts";

/** Longest silence of a stream, in milliseconds; the API sends a heartbeat every 15 s unless it is told otherwise. */
const LONGEST_SILENCE_MS = 45_000;

/**
 * Opens a stream of events.
 *
 * @param connection The API.
 * @param target Path and query.
 * @param options When to give up.
 * @param lastId The last event that is known; empty for none.
 * @returns What the server sends; ends when the stream does, at once where it cannot be opened for the moment. Call
 * `return()` in the end, also when nothing of it was read.
 * @throws {TaskerError} What the API refuses for good.
 * @throws The signal's reason, when it is aborted.
 */
export async function openEventStream(
  connection: HttpConnection,
  target: string,
  options: CallOptions,
  lastId = "",
): Promise<AsyncGenerator<ServerEvent, void>> {
  const ending = new AbortController();
  const signal = options.signal === undefined
    ? ending.signal
    : AbortSignal.any([options.signal, ending.signal]);
  const response = await open();
  const events = read();
  const end = events.return.bind(events);
  // a generator that never began has nothing that ends the response
  return Object.assign(events, {
    return: async () => {
      ending.abort();
      return await end();
    },
  });

  async function open(): Promise<Response | undefined> {
    try {
      const response = await connection.stream({
        method: "GET",
        path: target,
        accept: "text/event-stream",
        ...(lastId === "" ? {} : { headers: { "Last-Event-ID": lastId } }),
        options: { ...options, signal },
      });
      if (response.ok && response.headers.get("content-type")?.startsWith("text/event-stream")) {
        return response;
      }
      const text = await response.text();
      if (!response.ok && !isTransient(response.status)) {
        throw refusalOf(response.status, text, `GET ${target}`);
      }
    } catch (error) {
      if (options.signal?.aborted || (error instanceof TaskerError && error.code !== "TK503")) throw error;
    }
  }

  async function* read(): AsyncGenerator<ServerEvent, void> {
    if (response?.body == null) return;
    const watch = () => setTimeout(() => ending.abort(), LONGEST_SILENCE_MS);
    let timer = watch();
    try {
      for await (const event of readServerEvents(response.body)) {
        clearTimeout(timer);
        timer = watch();
        yield event;
      }
    } catch {
      options.signal?.throwIfAborted(); // else the stream broke: whoever reads opens another one
    } finally {
      clearTimeout(timer);
    }
  }
}
