import type { Queryable } from "../../sql/connect.ts";
import { type Claim, readClaims } from "./claim.ts";

/** Options for {@linkcode completeSteps}. */
export interface CompleteOptions {
  /** UUID of the worker that claimed the steps. */
  readonly workerUuid: string;
  /** JSON text of an array of results; {@linkcode resultText} writes one. */
  readonly results: string;
  /** Most steps to take along, 0 or more: as many as there is room for. */
  readonly take: number;
  /** Lease of the steps taken, in seconds, 1 to 86,400. */
  readonly leaseSeconds: number;
}

/**
 * Records what attempts came to, and gives the worker some of the steps that this unlocked. A stale attempt is
 * ignored. Calling it again with the same results changes nothing. Source: `sql/functions/steps/complete_steps_packed.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param options The results, and how many steps to take along.
 * @returns The steps taken.
 * @throws {TaskerError} `TK001` when the results are malformed; `TK005` when one cannot be stored.
 */
export function completeSteps(sql: Queryable, options: CompleteOptions): Promise<Claim[]> {
  return readClaims(sql`
    select *
      from tasker_v1.complete_steps_packed(${options.workerUuid}, ${options.results}::text::jsonb, ${options.take},
                                    make_interval(secs => ${options.leaseSeconds}))`);
}
