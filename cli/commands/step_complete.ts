import type { Command } from "../command.ts";
import { JSON_VALUE, readJson } from "./_json_value.ts";
import { showOperated } from "./_operated_step.ts";
import { OPERATION_OPTIONS, STEP_OPERAND, stepOperation } from "./_operator.ts";

/** `tasker step complete`: completes a step with a result given by hand. */
export const command: Command = {
  operands: [STEP_OPERAND],
  options: [
    {
      name: "result",
      type: "string",
      value: "JSON",
      summary: `What its handler would return: ${JSON_VALUE}`,
      required: true,
    },
    ...OPERATION_OPTIONS,
  ],
  examples: [`tasker step complete 0199… --result '{"charge_id": "ch_1"}' --reason "Charged by phone"`],
  async run({ out, operations }, args) {
    const result = await readJson("result", args.text("result") ?? "");
    return showOperated(out, await (await operations()).completeStep({ ...stepOperation(args), result }));
  },
};
