import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { STEP_OPERAND } from "./_operator.ts";
import { reasonColumns } from "./_reason_table.ts";

/** `tasker step explain`: why it does not run, or who runs it. */
export const command: Command = {
  operands: [STEP_OPERAND],
  examples: ["tasker step explain 0199…", "tasker step explain 0199… --json"],
  async run({ out, operations }, args) {
    const reasons = await (await operations()).explainStep(args.operand("uuid"));
    out.show(reasons, () => {
      if (reasons.length === 0) return out.note("Nothing holds it: it is over.");
      out.table(reasonColumns(out.colors), reasons);
    });
    return EXIT.ok;
  },
};
