import type { Queryable } from "../../sql/connect.ts";
import { call } from "./call.ts";

/** What keeps rows of finished steps from being removed, or a migration from its locks. */
export interface HeldTransaction {
  /** What it is. */
  readonly kind: "session" | "prepared" | "slot" | "standby";
  /** What it calls itself. */
  readonly name: string;
  /** Process number of its session; null where there is none. */
  readonly pid: number | null;
  /** `active`, `idle in transaction`, …; null when the owner of tasker's functions may not see it. */
  readonly state: string | null;
  /** For how long it has been open: seconds; null for slots and standbys. */
  readonly seconds: number | null;
  /** Whether it keeps rows from being removed; else it has locks only. */
  readonly holdsBack: boolean;
  /** Transactions since its horizon. */
  readonly behind: number | null;
  /** The statement that it runs or ran last, the first 200 characters. */
  readonly statement: string | null;
  /** The statement that ends it. */
  readonly advice: string;
}

/**
 * Lists what is open for longer than the installation's limit. Source: `sql/functions/meta/get_held_transactions.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @returns The farthest horizon first.
 */
export async function getHeldTransactions(sql: Queryable): Promise<HeldTransaction[]> {
  return await call(sql)<HeldTransaction>`
    select h.kind, h.name, h.pid, h.state, h.seconds, h.holds_back as "holdsBack", h.behind::float8 as behind,
           h.statement, h.advice
      from tasker_v1.get_held_transactions() h`;
}
