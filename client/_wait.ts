import type { TaskView } from "../core/wire.ts";
import type { CallOptions } from "./connection_options.ts";
import type { HttpConnection } from "./http_connection.ts";
import { path } from "./_paths.ts";
import { changesOf } from "./_changes.ts";

/** Options for {@linkcode TaskerClient.wait}. */
export interface WaitOptions extends CallOptions {
  /**
   * Longest that the wait may take, in milliseconds.
   *
   * @default {Infinity}
   */
  readonly timeoutMs?: number;
  /**
   * Longest time between two looks where events do not come through, in milliseconds; the first looks are closer.
   *
   * @default {1000}
   */
  readonly pollMs?: number;
  /**
   * Whether to wait on while the task is blocked by failures, for somebody to act on it.
   *
   * @default {false}
   */
  readonly throughFailures?: boolean;
}

/**
 * Waits until a task is over, or blocked by failures.
 *
 * @param connection The API.
 * @param taskUuid The task.
 * @param options How long, and how.
 * @throws {TaskerError} `TK101` when there is no such task.
 * @throws {DOMException} `TimeoutError` when it took too long.
 * @throws The signal's reason, when it is aborted.
 */
export async function waitForTask(
  connection: HttpConnection,
  taskUuid: string,
  options: WaitOptions,
): Promise<void> {
  const { timeoutMs = Infinity, pollMs, throughFailures = false, traceContext } = options;
  const ending = new AbortController();
  const timer = timeoutMs === Infinity ? undefined : setTimeout(() => {
    ending.abort(new DOMException(`Task "${taskUuid}" is not over after ${timeoutMs} ms`, "TimeoutError"));
  }, timeoutMs);
  const signal = options.signal === undefined
    ? ending.signal
    : AbortSignal.any([options.signal, ending.signal]);
  const request = {
    method: "GET",
    path: `${path`/v1/tasks/${taskUuid}`}?include=`,
    options: { signal, traceContext },
  } as const;
  try {
    for await (
      const _ of changesOf(connection, taskUuid, { signal, traceContext, pollMs, ofTaskOnly: true })
    ) {
      const { completedAt, status } = await connection.send<TaskView>(request);
      if (completedAt != null || (status === "blocked_by_failures" && !throughFailures)) return;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    ending.abort();
  }
}
