import { checkInvariants } from "../../orchestration/calls/check_invariants.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";

/** `tasker system invariants`: looks for what must never be; exit status 1 when there is any. */
export const command: Command = {
  options: [{ name: "live", type: "boolean", summary: "Only what is not over: quick, whatever the history" }],
  examples: ["tasker system invariants", "tasker system invariants --live --json"],
  async run({ out, sql }, args) {
    const violations = await checkInvariants(await sql(), { scope: args.flag("live") ? "live" : "all" });
    out.show(violations, () => {
      if (violations.length === 0) return out.line(out.colors.green("All invariants hold"));
      out.table([
        { header: "INVARIANT", value: ({ invariant }) => invariant, width: "full" },
        { header: "ENTITY", value: ({ entity }) => entity, width: "full" },
        { header: "DETAIL", value: ({ detail }) => detail },
      ], violations);
    });
    return violations.length === 0 ? EXIT.ok : EXIT.failure;
  },
};
