import { readRows } from "../../orchestration/calls/read_rows.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";

/** What holds dead rows or locks. Source: `sql/functions/meta/get_held_transactions.sql`. */
interface HeldTransaction {
  readonly kind: "session" | "prepared" | "slot" | "standby";
  readonly name: string;
  readonly pid: number | null;
  readonly state: string | null;
  readonly seconds: number | null;
  readonly behind: number | null;
  readonly statement: string | null;
  readonly advice: string;
}

/** `tasker system held-transactions`: lists what keeps dead rows from being removed; works on the database itself. */
export const command: Command = {
  options: [{
    name: "older-than",
    type: "number",
    value: "SECONDS",
    summary: "Least age of a transaction, 0 or more; upkeep.held_transaction_seconds unless given",
  }],
  examples: ["tasker system held-transactions", "tasker system held-transactions --older-than 30 --json"],
  async run({ out, sql: open }, args) {
    const sql = await open();
    const seconds = args.number("older-than") ?? null;
    const held = await readRows<HeldTransaction>(sql`
      select to_jsonb(h) as row
        from tasker_v1.get_held_transactions(${seconds}::double precision * interval '1 second') h`);
    out.show(held, () => {
      if (held.length === 0) return out.note("Nothing is held.");
      out.table<HeldTransaction>([
        { header: "KIND", value: ({ kind }) => kind, width: "full" },
        { header: "NAME", value: ({ name }) => name },
        { header: "PID", value: ({ pid }) => pid, align: "right", width: "full" },
        { header: "STATE", value: ({ state }) => state },
        {
          header: "SECONDS",
          value: ({ seconds }) => seconds === null ? null : Math.round(seconds),
          align: "right",
        },
        { header: "BEHIND", value: ({ behind }) => behind, align: "right" },
        { header: "TO END IT", value: ({ advice }) => advice, width: "full" },
      ], held);
    });
    return EXIT.ok;
  },
};
