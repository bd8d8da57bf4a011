import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";

/** Options for {@linkcode deferSteps}. */
export interface DeferOptions {
  /** UUID of the worker that claimed the steps. */
  readonly workerUuid: string;
  /** Steps it cannot run; those that are not its own are left out. */
  readonly stepUuids: readonly string[];
  /** When to offer them again at the latest, in seconds from now, 0 to 86,400. */
  readonly delaySeconds: number;
  /** Why, for the record. */
  readonly reason: string;
}

/**
 * Puts off steps that a worker has no handler for; the attempt is not counted. They are offered again after the
 * delay, or as soon as a worker with the handler registers. Source: `sql/functions/steps/defer_steps.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param options Which steps, and for how long.
 * @returns How many were put off.
 */
export async function deferSteps(sql: Queryable, options: DeferOptions): Promise<number> {
  const rows = await call(sql)<{ count: number }>`
    select tasker_v1.defer_steps(${options.workerUuid}, ${options.stepUuids as string[]}::uuid[],
                                 make_interval(secs => ${options.delaySeconds}), ${options.reason}) as count`;
  return only(rows).count;
}
