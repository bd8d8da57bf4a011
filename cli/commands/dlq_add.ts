import { createDlqEntry } from "../../orchestration/calls/create_dlq_entry.ts";
import { getDlqEntry } from "../../orchestration/calls/get_dlq_entry.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { printDlqEntry } from "./_dlq_entry_view.ts";
import { OPERATION_OPTIONS, taskOperation } from "./_operator.ts";

/** `tasker dlq add`: opens an investigation of a task; the task goes on as it does. */
export const command: Command = {
  operands: [{ name: "uuid", summary: "The task" }],
  options: OPERATION_OPTIONS,
  examples: [`tasker dlq add 0199… --reason "Charged twice?"`],
  async run({ out, sql: open }, args) {
    const sql = await open();
    const operation = taskOperation(args);
    if (await createDlqEntry(sql, operation) === null) out.note("It is under investigation already.");
    const entry = await getDlqEntry(sql, operation.taskUuid);
    out.show(entry, () => printDlqEntry(out, entry));
    return EXIT.ok;
  },
};
