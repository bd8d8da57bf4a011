import { pause } from "../core/pause.ts";
import { openTaskEvents } from "./_task_events.ts";
import type { CallOptions } from "./connection_options.ts";
import type { HttpConnection } from "./http_connection.ts";

/** Options for {@linkcode TaskerClient.changes}. */
export interface ChangesOptions extends CallOptions {
  /**
   * Longest time between two looks where events do not come through, in milliseconds; the first looks are closer.
   *
   * @default {1000}
   */
  readonly pollMs?: number | undefined;
  /**
   * Whether only the task's own state matters, not its steps.
   *
   * @default {false}
   */
  readonly ofTaskOnly?: boolean | undefined;
}

/** Time between the first looks, in milliseconds. */
const FIRST_POLL_MS = 20;

/**
 * Tells when to look at a task: at once, then whenever it may have changed. Follows its events; where the API or a
 * proxy between sends none, it is time again and again.
 *
 * @param connection The API.
 * @param taskUuid The task.
 * @param options How often without events, and when to end.
 * @throws {TaskerError} `TK101` when there is no such task.
 * @throws The signal's reason, when it is aborted.
 */
export async function* changesOf(
  connection: HttpConnection,
  taskUuid: string,
  options: ChangesOptions,
): AsyncGenerator<void, void> {
  const { pollMs = 1000, ofTaskOnly = false, signal, traceContext } = options;
  for (let waitMs = FIRST_POLL_MS;; waitMs = Math.min(waitMs * 2, pollMs)) {
    // The events first, then a look: what changes between them is among the events.
    const events = await openTaskEvents(connection, taskUuid, ofTaskOnly, { signal, traceContext });
    try {
      yield;
      // A heartbeat is worth a look too: somebody who keeps a transaction open for long holds events up.
      for await (const _ of events) {
        yield;
        waitMs = FIRST_POLL_MS;
      }
    } finally {
      await events.return(); // no "await using": Node 20 and browsers do not know it
    }
    await pause(Math.min(waitMs, pollMs), signal);
  }
}
