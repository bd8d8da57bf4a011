import type { StepOperation, TaskOperation } from "../../core/operation.ts";
import type { Arguments } from "../arguments.ts";
import type { CommandOption, Operand } from "../command.ts";

/** The operand of commands that are about a task. */
export const TASK_OPERAND: Operand = { name: "uuid", type: "uuid", summary: "The task" };

/** The operand of commands that are about a step. */
export const STEP_OPERAND: Operand = {
  name: "uuid",
  type: "uuid",
  summary: "The step; `tasker task get --json` shows the uuids",
};

/** The options of commands that act by hand; both go into the audit trail. */
export const OPERATION_OPTIONS: readonly CommandOption[] = [
  {
    name: "reason",
    short: "r",
    type: "string",
    value: "TEXT",
    summary: "Why, for the record",
    required: true,
  },
  {
    name: "by",
    type: "string",
    value: "NAME",
    summary: "Who, for the record; the system's user unless given",
  },
];

/** Who sits at this machine. */
export function operatorName(): string {
  return Deno.env.get("USER") || Deno.env.get("USERNAME") || "unknown";
}

/**
 * What was asked of a step, and by whom.
 *
 * @param args A command line with {@linkcode STEP_OPERAND} and {@linkcode OPERATION_OPTIONS}.
 */
export function stepOperation(args: Arguments): StepOperation {
  return {
    stepUuid: args.operand("uuid"),
    by: args.text("by") ?? operatorName(),
    reason: args.text("reason") ?? "",
  };
}

/**
 * What was asked of a task, and by whom.
 *
 * @param args A command line with the operand `uuid` and {@linkcode OPERATION_OPTIONS}.
 */
export function taskOperation(args: Arguments): TaskOperation {
  const { stepUuid: taskUuid, by, reason } = stepOperation(args);
  return { taskUuid, by, reason };
}
