import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { TASK_OPERAND } from "./_operator.ts";
import { printTask, printTransitions } from "./_task_view.ts";

/** `tasker task get`: shows a task, its steps with their results and, if asked to, every transition. */
export const command: Command = {
  operands: [TASK_OPERAND],
  options: [
    { name: "transitions", short: "t", type: "boolean", summary: "Shows every change of state, too" },
  ],
  examples: ["tasker task get 0199…", "tasker task get 0199… --transitions", "tasker task get 0199… --json"],
  async run({ out, operations }, args) {
    const task = await (await operations()).readTask(args.operand("uuid"));
    out.show(task, () => {
      printTask(out, task);
      if (!args.flag("transitions")) return;
      out.line();
      printTransitions(out, task);
    });
    return EXIT.ok;
  },
};
