import { setTimeout as pause } from "node:timers/promises";
import type { Sql } from "postgres";
import { countSteps, countTasks, FAILED, type Progress } from "./progress.ts";

/** Options for {@linkcode waitForTasks}. */
export interface WaitOptions {
  /** Stops the wait. */
  readonly signal: AbortSignal;
  /**
   * Time between two looks, in milliseconds.
   *
   * @default {50}
   */
  readonly pollMs?: number | undefined;
  /** Whether each look counts the steps too, which costs the database some milliseconds for 1,000 tasks. */
  readonly withSteps?: boolean | undefined;
  /** Called after each look. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Time without any change after which the wait is given up, in milliseconds. */
const STALLED_MS = 90_000;

/**
 * Waits until tasks are complete or have failed.
 *
 * @param sql Pool to ask on.
 * @param correlationId What they have in common.
 * @param taskUuids The tasks.
 * @param options How often to look, and whom to tell.
 * @returns The last look; not all have ended only if nothing changed for 90 seconds.
 */
export async function waitForTasks(
  sql: Sql,
  correlationId: string,
  taskUuids: readonly string[],
  options: WaitOptions,
): Promise<Progress> {
  const began = performance.now();
  let changed = { at: began, ended: 0 };
  while (true) {
    const [completed, failed, steps] = await Promise.all([
      countTasks(sql, correlationId, "complete"),
      countTasks(sql, correlationId, FAILED),
      options.withSteps ? countSteps(sql, taskUuids) : [],
    ]);
    const now = performance.now();
    const progress = { seconds: (now - began) / 1000, total: taskUuids.length, completed, failed, steps };
    options.onProgress?.(progress);

    const ended = completed + failed;
    if (ended !== changed.ended) changed = { at: now, ended };
    if (ended === taskUuids.length || now - changed.at > STALLED_MS) return progress;
    await pause(options.pollMs ?? 50, undefined, { signal: options.signal });
  }
}
