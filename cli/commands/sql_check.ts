import { checkDrift } from "../../sql/check.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";

/** `tasker sql check`: compares the database with what this release installs. */
export const command: Command = {
  options: [{
    name: "scratch-url",
    type: "string",
    value: "URL",
    summary: "Empty database of the same server to install into; one is made and dropped unless given",
  }],
  examples: ["tasker sql check", "tasker sql check --json"],
  async run({ out, sql, database }, args) {
    await sql(); // says in plain words when there is no database, or no tasker in it
    out.status("Installing this release beside it, for comparison…");
    const scratchUrl = args.text("scratch-url");
    const drift = await checkDrift((await database()).url, scratchUrl === undefined ? {} : { scratchUrl });
    out.show(drift, () => {
      if (drift.length === 0) return out.line(out.colors.green("The database is as this release makes it"));
      out.table([
        { header: "DRIFT", value: ({ kind }) => kind, width: "full" },
        { header: "OBJECT", value: ({ object }) => object, width: "full" },
      ], drift);
    });
    return drift.length === 0 ? EXIT.ok : EXIT.failure;
  },
};
