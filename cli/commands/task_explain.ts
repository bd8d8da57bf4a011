import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { reasonColumns } from "./_reason_table.ts";
import { stateText } from "./_task_view.ts";

/** `tasker task explain`: why its steps do not run, or who runs them. */
export const command: Command = {
  operands: [{ name: "uuid", type: "uuid", summary: "Task to explain" }],
  examples: ["tasker task explain 0199…", "tasker task explain 0199… --json"],
  async run({ out, operations: open }, args) {
    const operations = await open();
    const taskUuid = args.operand("uuid");
    const [task, reasons] = [await operations.readTask(taskUuid), await operations.explainTask(taskUuid)];
    out.show(reasons, () => {
      out.line(`${task.namespace}/${task.name} ${task.version} is ${stateText(out, task)}`);
      if (reasons.length === 0) return;
      out.line();
      out.table(reasonColumns(out.colors), reasons);
    });
    return EXIT.ok;
  },
};
