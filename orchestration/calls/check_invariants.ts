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

/**
 * Looks for rows that break a rule of the design; expensive, for tests and doctors.
 *
 * @param sql Connection or transaction to call on.
 * @returns None when all is well.
 */
export function checkInvariants(sql: Queryable): Promise<BrokenInvariant[]> {
  return readRows(sql`select to_jsonb(r) as row from tasker_v1.check_invariants() r`);
}
