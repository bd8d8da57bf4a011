import type { Command } from "../command.ts";
import { TASK_OPERAND } from "./_operator.ts";
import { watchTask } from "./_watch_task.ts";

/** `tasker task watch`: follows a task to its end; the exit status says how it ended. */
export const command: Command = {
  operands: [TASK_OPERAND],
  examples: ["tasker task watch 0199…", "tasker task watch 0199… --json"],
  async run(context, args) {
    return await watchTask(context, args.operand("uuid"));
  },
};
