import type { Queryable } from "../../sql/connect.ts";
import { readRows } from "./read_rows.ts";

/** A rule of the design that some row breaks. */
export interface BrokenInvariant {
  /** Which rule: `I1` to `I10` and its name. */
  readonly invariant: string;
  /** Which task, step or worker. */
  readonly entity: string;
  /** How. */
  readonly detail: string;
}

/** Options for {@linkcode checkInvariants}. */
export interface CheckInvariantsOptions {
  /**
   * What to look at: `all` there is, a few seconds for every 100,000 tasks; or what is `live`, about 10 µs a live
   * step, which misses what is wrong with tasks that are over.
   *
   * @default {"all"}
   */
  readonly scope?: "all" | "live";
}

/**
 * Looks for rows that break a rule of the design. Source: `sql/functions/invariants/check_invariants.sql` and
 * `check_live_invariants.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @returns None when all is well.
 */
export function checkInvariants(
  sql: Queryable,
  options: CheckInvariantsOptions = {},
): Promise<BrokenInvariant[]> {
  return readRows(
    options.scope === "live"
      ? sql`select to_jsonb(r) as row from tasker_v1.check_live_invariants() r`
      : sql`select to_jsonb(r) as row from tasker_v1.check_invariants() r`,
  );
}
