import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { printDlqEntry } from "./_dlq_entry_view.ts";
import { TASK_OPERAND } from "./_operator.ts";

/** `tasker dlq show`: shows the latest investigation of a task; `--json` with the snapshot. */
export const command: Command = {
  operands: [TASK_OPERAND],
  examples: ["tasker dlq show 0199…", "tasker dlq show 0199… --json"],
  async run({ out, operations }, args) {
    const entry = await (await operations()).readDlq(args.operand("uuid"));
    out.show(entry, () => printDlqEntry(out, entry));
    return EXIT.ok;
  },
};
