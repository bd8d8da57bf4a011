import type { Queryable } from "../../sql/connect.ts";
import { type AttemptResult, knownBy } from "./attempt_result.ts";
import { type Claim, readClaims } from "./claim.ts";
import type { Works } from "./works.ts";

/** Options for {@linkcode completeSteps}. */
export interface CompleteOptions {
  /** UUID of the worker that claimed the steps. */
  readonly workerUuid: string;
  /** What its attempts came to. */
  readonly results: readonly AttemptResult[];
  /** Most steps to take along, 0 or more: as many as there is room for. */
  readonly take: number;
  /** Lease of the steps taken, in seconds, 1 to 86,400. */
  readonly leaseSeconds: number;
  /** Works of that database. */
  readonly works: Works;
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
  const { workerUuid, results, take, leaseSeconds, works } = options;
  const stepUuids: string[] = [];
  const successes: string[] = [];
  const failures: string[] = [];
  for (const { stepUuid, attempt, text, claim } of results) {
    if (claim === undefined) {
      failures.push(text);
    } else {
      stepUuids.push(stepUuid);
      successes.push(`"${stepUuid}/${attempt}":${text}`);
    }
  }
  const succeeded = `{${successes.join(",")}}`;
  const failed = failures.length > 0 ? `[${failures.join(",")}]` : null;
  const statement = sql`
    select *
      from tasker_v1.complete_steps_packed(${workerUuid}, ${`{${
    stepUuids.join(",")
  }}`}::text::uuid[], ${succeeded}::text::jsonb,
                                           ${failed}::text::jsonb, ${take},
                                           make_interval(secs => ${leaseSeconds}))`;
  return readClaims(statement, { sql, works, known: knownBy(results) });
}
