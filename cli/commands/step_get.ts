import type { StepView } from "../../core/wire.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import type { Output } from "../output.ts";
import { STEP_OPERAND } from "./_operator.ts";
import { styleOfState } from "./_state_style.ts";

/** `tasker step get`: shows a step. */
export const command: Command = {
  operands: [STEP_OPERAND],
  examples: ["tasker step get 0199…", "tasker step get 0199… --json"],
  async run({ out, operations }, args) {
    const step = await (await operations()).readStep(args.operand("uuid"));
    out.show(step, () => printStep(out, step));
    return EXIT.ok;
  },
};

function printStep(out: Output, step: StepView): void {
  const state = styleOfState(out.colors, step.currentState)?.(step.currentState) ?? step.currentState;
  const facts: [string, string | null | undefined][] = [
    ["Step", `${step.stepUuid} ${step.name}`],
    ["Task", step.taskUuid],
    ["State", state],
    ["Needs", step.dependencies?.join(", ")],
    ["Attempts", `${step.attempts} of ${step.maxAttempts}`],
    ["Begun", step.lastAttemptedAt],
    ["Ended", step.completedAt],
    ["Next try", step.nextRetryAt],
    ["Error", step.error?.message],
    ["Result", step.results == null ? undefined : JSON.stringify(step.results)],
  ];
  for (const [name, value] of facts) {
    if (value != null && value !== "") out.line(`${out.colors.bold(name.padEnd(9))} ${value}`);
  }
}
