import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { printDlqEntry } from "./_dlq_entry_view.ts";
import { OPERATION_OPTIONS, TASK_OPERAND, taskOperation } from "./_operator.ts";

/** `tasker dlq add`: opens an investigation of a task; the task goes on as it does. */
export const command: Command = {
  operands: [TASK_OPERAND],
  options: OPERATION_OPTIONS,
  examples: [`tasker dlq add 0199… --reason "Charged twice?"`],
  async run({ out, operations }, args) {
    const { entry, isNew } = await (await operations()).openDlq(taskOperation(args));
    if (!isNew) out.note("It is under investigation already.");
    out.show(entry, () => printDlqEntry(out, entry));
    return EXIT.ok;
  },
};
