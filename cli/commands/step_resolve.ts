import type { Command } from "../command.ts";
import { showOperated } from "./_operated_step.ts";
import { OPERATION_OPTIONS, STEP_OPERAND, stepOperation } from "./_operator.ts";

/** `tasker step resolve`: counts a step as done, without a result. */
export const command: Command = {
  operands: [STEP_OPERAND],
  options: OPERATION_OPTIONS,
  examples: [`tasker step resolve 0199… --reason "Refunded by hand"`],
  async run({ out, operations }, args) {
    return showOperated(out, await (await operations()).resolveStep(stepOperation(args)));
  },
};
