import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { OPERATION_OPTIONS, taskOperation } from "./_operator.ts";

/** `tasker dlq redrive`: drives a failed task again and closes its investigation. */
export const command: Command = {
  operands: [{
    name: "uuid",
    type: "uuid",
    summary: "The task; one that is over gets a successor with the same input",
  }],
  options: OPERATION_OPTIONS,
  examples: [`tasker dlq redrive 0199… --reason "The bank is back"`],
  async run({ out, operations }, args) {
    const redriven = await (await operations()).redrive(taskOperation(args));
    const { taskUuid, redrivenTaskUuid, isNew, resetStepUuids, dlqEntryUuid } = redriven;
    out.show(redriven, () => {
      if (isNew) out.line(`Task ${redrivenTaskUuid} takes the place of ${taskUuid}`);
      else out.line(`Task ${taskUuid} runs again, ${resetStepUuids.length} of its steps with fresh attempts`);
      if (dlqEntryUuid !== null) out.line(`Investigation ${dlqEntryUuid} is closed`);
    });
    return EXIT.ok;
  },
};
