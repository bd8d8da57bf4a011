import type { Command } from "../command.ts";
import { showOperated } from "./_operated_step.ts";
import { OPERATION_OPTIONS, STEP_OPERAND, stepOperation } from "./_operator.ts";

/** `tasker step reset`: gives a failed step a fresh set of attempts. */
export const command: Command = {
  operands: [STEP_OPERAND],
  options: OPERATION_OPTIONS,
  examples: [`tasker step reset 0199… --reason "The gateway is back"`],
  async run({ out, operations }, args) {
    return showOperated(out, await (await operations()).resetStep(stepOperation(args)));
  },
};
