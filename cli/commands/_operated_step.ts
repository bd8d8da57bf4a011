import type { OperatedStep } from "../../core/operation.ts";
import { EXIT } from "../exit_codes.ts";
import type { Output } from "../output.ts";

/**
 * Prints where a step and its task stand after somebody acted on it.
 *
 * @param out Where to print.
 * @param step The step.
 * @returns Exit status.
 */
export function showOperated(out: Output, step: OperatedStep): number {
  out.show(step, () => {
    out.line(`Step ${step.stepUuid} is ${step.stepState}; task ${step.taskUuid} is ${step.taskState}`);
  });
  return EXIT.ok;
}
