import { readRows } from "../../orchestration/calls/read_rows.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";

/** `tasker system upkeep`: shows when tasks count as stale, how long things are kept, and when that was last seen to. */
export const command: Command = {
  examples: ["tasker system upkeep", "tasker system upkeep --json"],
  async run({ out, sql: open }) {
    const sql = await open();
    const [settings = {}] = await readRows<Record<string, unknown>>(
      sql`select to_jsonb(u) as row from tasker_v1.configure_upkeep('{}') u`,
    );
    out.show(settings, () =>
      out.table([
        {
          header: "SETTING",
          value: ([name]) => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
        },
        { header: "VALUE", value: ([, value]) => value === null ? "for ever, or never" : String(value) },
      ], Object.entries(settings)));
    return EXIT.ok;
  },
};
