import { readRows } from "../../orchestration/calls/read_rows.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";

/** What was mended. Source: `sql/functions/recovery/list_recovery_events.sql`. */
interface RecoveryEvent {
  readonly recoveryEventId: number;
  readonly at: string;
  readonly repair: string;
  readonly repairedCount: number;
  readonly sampleUuids: readonly string[];
  readonly repairedBy: string | null;
}

/** `tasker system recoveries`: lists what was mended, the latest first; works on the database itself. */
export const command: Command = {
  options: [{
    name: "limit",
    short: "n",
    type: "number",
    value: "N",
    summary: "Rows at most, 1 to 10000",
    default: "50",
  }],
  examples: ["tasker system recoveries", "tasker system recoveries --limit 10 --json"],
  async run({ out, sql: open }, args) {
    const sql = await open();
    const events = await readRows<RecoveryEvent>(
      sql`select to_jsonb(e) as row from tasker_v1.list_recovery_events(${args.number("limit") ?? 50}) e`,
    );
    out.show(events, () => {
      if (events.length === 0) return out.note("Nothing had to be mended.");
      out.table<RecoveryEvent>([
        { header: "TIME", value: ({ at }) => at.slice(0, 19), width: "full" },
        { header: "REPAIR", value: ({ repair }) => repair, width: "full" },
        { header: "MENDED", value: ({ repairedCount }) => repairedCount, align: "right" },
        { header: "BY", value: ({ repairedBy }) => repairedBy },
        { header: "SUCH AS", value: ({ sampleUuids }) => sampleUuids.join(", ") },
      ], events);
    });
    return EXIT.ok;
  },
};
