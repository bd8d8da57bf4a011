import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { TASK_OPERAND } from "./_operator.ts";
import { printTransitions, transitionsOf } from "./_task_view.ts";

/** `tasker task transitions`: lists every change of state of a task and its steps. */
export const command: Command = {
  operands: [TASK_OPERAND],
  examples: ["tasker task transitions 0199…", "tasker task transitions 0199… --json"],
  async run({ out, operations }, args) {
    const task = await (await operations()).readTask(args.operand("uuid"));
    out.show(transitionsOf(task), () => printTransitions(out, task));
    return EXIT.ok;
  },
};
