import type { Queryable } from "../../sql/connect.ts";
import { type Claim, readClaims } from "./claim.ts";
import type { Works } from "./works.ts";

/** Options for {@linkcode claimAnnouncedSteps}. */
export interface ClaimAnnouncedOptions {
  /** UUID of the worker. */
  readonly workerUuid: string;
  /** Steps named by messages. */
  readonly stepUuids: readonly string[];
  /** How long they are its own without a heartbeat, in seconds, 1 to 86,400. */
  readonly leaseSeconds: number;
  /** Works of that database. */
  readonly works: Works;
}

/**
 * Gives a worker just the steps that messages announced, as far as nobody has them yet.
 * Source: `sql/functions/steps/claim_announced_steps_packed.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param options Who wants which steps.
 * @returns What to run; steps that are taken, over or unknown are left out.
 * @throws {TaskerError} `TK001` when the lease is out of range.
 */
export function claimAnnouncedSteps(sql: Queryable, options: ClaimAnnouncedOptions): Promise<Claim[]> {
  const { workerUuid, stepUuids, leaseSeconds, works } = options;
  const statement = sql`
    select *
      from tasker_v1.claim_announced_steps_packed(${workerUuid}, ${stepUuids as string[]}::uuid[],
                                           make_interval(secs => ${leaseSeconds}))`;
  return readClaims(statement, { sql, works });
}
