import { DLQ_RESOLUTIONS, type DlqResolution } from "../../core/dlq_entry.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { printDlqEntry } from "./_dlq_entry_view.ts";
import { OPERATION_OPTIONS, TASK_OPERAND, taskOperation } from "./_operator.ts";

/** `tasker dlq resolve`: closes the investigation of a task; the task is left as it is. */
export const command: Command = {
  operands: [TASK_OPERAND],
  options: [
    ...OPERATION_OPTIONS,
    {
      name: "as",
      type: "string",
      value: "STATUS",
      summary: `How it ended: ${
        DLQ_RESOLUTIONS.join(", ")
      }; with pending it stays open, the reason as a note`,
      choices: DLQ_RESOLUTIONS,
      default: "manually_resolved",
    },
  ],
  examples: [
    `tasker dlq resolve 0199… --reason "Refunded by hand"`,
    `tasker dlq resolve 0199… --as permanently_failed --reason "The customer is gone"`,
  ],
  async run({ out, operations }, args) {
    const entry = await (await operations()).closeDlq({
      ...taskOperation(args),
      as: args.text("as") as DlqResolution,
    });
    out.show(entry, () => printDlqEntry(out, entry));
    return EXIT.ok;
  },
};
