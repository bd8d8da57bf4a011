import type { Queryable } from "../../sql/connect.ts";
import { type Claim, readClaims } from "./claim.ts";
import type { Works } from "./works.ts";

/** Options for {@linkcode claimSteps}. */
export interface ClaimOptions {
  /** UUID of the worker. */
  readonly workerUuid: string;
  /** Whose steps it wants; unknown names have none. */
  readonly namespaces: readonly string[];
  /** Most it wants, 0 to 10,000. */
  readonly limit: number;
  /** How long they are its own without a heartbeat, in seconds, 1 to 86,400. */
  readonly leaseSeconds: number;
  /** Works of that database. */
  readonly works: Works;
}

/**
 * Gives a worker ready steps, oldest and most urgent first, and leases them to it.
 * Source: `sql/functions/steps/claim_steps_packed.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param options Who wants how many of what.
 * @returns What to run, the first first.
 * @throws {TaskerError} `TK001` when the limit or the lease is out of range.
 */
export function claimSteps(sql: Queryable, options: ClaimOptions): Promise<Claim[]> {
  const { workerUuid, namespaces, limit, leaseSeconds, works } = options;
  const statement = sql`
    select *
      from tasker_v1.claim_steps_packed(${workerUuid}, ${namespaces as string[]}::text[], ${limit},
                                 make_interval(secs => ${leaseSeconds}))`;
  return readClaims(statement, { sql, works });
}
