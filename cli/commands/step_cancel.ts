import type { Command } from "../command.ts";
import { showOperated } from "./_operated_step.ts";
import { OPERATION_OPTIONS, STEP_OPERAND, stepOperation } from "./_operator.ts";

/** `tasker step cancel`: cancels a step; those that need it never run. */
export const command: Command = {
  operands: [STEP_OPERAND],
  options: OPERATION_OPTIONS,
  examples: [`tasker step cancel 0199… --reason "The customer wants no receipt"`],
  async run({ out, operations }, args) {
    return showOperated(out, await (await operations()).cancelStep(stepOperation(args)));
  },
};
