import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { TASK_OPERAND } from "./_operator.ts";
import { stepColumns } from "./_step_table.ts";

/** `tasker task steps`: lists the steps of a task. */
export const command: Command = {
  operands: [TASK_OPERAND],
  examples: ["tasker task steps 0199…", "tasker task steps 0199… --json"],
  async run({ out, operations }, args) {
    const steps = await (await operations()).listSteps(args.operand("uuid"));
    out.show(steps, () =>
      out.table([
        { header: "UUID", value: ({ stepUuid }) => stepUuid, width: "full" },
        ...stepColumns(out.colors),
      ], steps));
    return EXIT.ok;
  },
};
