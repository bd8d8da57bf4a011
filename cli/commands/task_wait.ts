import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { UsageError } from "../usage_error.ts";
import { TASK_OPERAND } from "./_operator.ts";
import { isOver, stateText } from "./_task_view.ts";

/** `tasker task wait`: waits until a task is over or blocked by failures; prints nothing before. */
export const command: Command = {
  operands: [TASK_OPERAND],
  options: [
    {
      name: "timeout",
      short: "t",
      type: "number",
      value: "SECONDS",
      summary: "Longest to wait; then the exit status is 124. As long as it takes unless given",
    },
  ],
  examples: ["tasker task wait 0199…", "tasker task wait 0199… --timeout 60 && echo done"],
  async run({ out, operations, signal }, args) {
    const seconds = args.number("timeout");
    if (seconds !== undefined && !(seconds > 0)) {
      throw new UsageError(`Option --timeout takes seconds above 0, not "${seconds}"`);
    }
    const at = await operations();
    const taskUuid = args.operand("uuid");
    const late = new AbortController();
    const timer = seconds === undefined ? undefined : setTimeout(() => late.abort(), seconds * 1000);
    try {
      for await (const _ of at.changesOf(taskUuid, AbortSignal.any([signal, late.signal]))) {
        const task = await at.readTask(taskUuid);
        if (!isOver(task) && task.status !== "blocked_by_failures") continue;
        out.show(task, () => out.line(`${taskUuid}: ${stateText(out, task)}`));
        return task.status === "complete" || task.status === "resolved_manually" ? EXIT.ok : EXIT.failure;
      }
    } catch (error) {
      if (!late.signal.aborted || signal.aborted) throw error;
      out.note(`Task ${taskUuid} is not over after ${seconds} s`);
      return EXIT.timeout;
    } finally {
      clearTimeout(timer);
    }
    throw new TypeError("The changes of a task that goes on ended");
  },
};
