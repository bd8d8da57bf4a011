import type { TaskView, TransitionView } from "../../core/wire.ts";
import type { Output } from "../output.ts";
import { styleOfState } from "./_state_style.ts";
import { durationText, stepColumns } from "./_step_table.ts";

/**
 * Prints a task for people: what it is, where it stands, its steps.
 *
 * @param out Where to print.
 * @param task The task, with its steps.
 */
export function printTask(out: Output, task: TaskView): void {
  const facts: [string, string | null | undefined][] = [
    ["Task", task.taskUuid],
    ["Template", `${task.namespace}/${task.name} ${task.version}`],
    ["State", stateText(out, task)],
    ["Created", `${task.createdAt}${task.initiator == null ? "" : ` by ${task.initiator}`}`],
    ["Ended", endText(task)],
    ["Priority", task.priority === 0 ? undefined : String(task.priority)],
    ["Tags", task.tags?.join(", ")],
    ["Correlation", task.correlationId],
    ["Context", JSON.stringify(task.context)],
    ["To do", isOver(task) ? undefined : task.recommendedAction],
  ];
  for (const [name, value] of facts) {
    if (value != null && value !== "") out.line(`${out.colors.bold(name.padEnd(11))} ${value}`);
  }
  if (task.steps === undefined) return;
  out.line();
  out.table(stepColumns(out.colors), task.steps);
}

/** A change of state, and of what. */
export interface NamedTransition extends TransitionView {
  /** `task`, or the name of the step. */
  readonly what: string;
}

/**
 * The changes of state of a task and its steps in the order they happened.
 *
 * @param task The task, with steps and transitions.
 */
export function transitionsOf(task: TaskView): NamedTransition[] {
  const named = (what: string, transitions: readonly TransitionView[] = []) =>
    transitions.map((transition) => ({ what, ...transition }));
  return [
    ...named("task", task.transitions),
    ...(task.steps ?? []).flatMap((step) => named(step.name, step.transitions)),
  ].sort((left, right) => left.createdAt < right.createdAt ? -1 : left.createdAt > right.createdAt ? 1 : 0);
}

/**
 * Prints the changes of state of a task and its steps in the order they happened.
 *
 * @param out Where to print.
 * @param task The task, with steps and transitions.
 */
export function printTransitions(out: Output, task: TaskView): void {
  out.table([
    { header: "TIME", value: ({ createdAt }) => createdAt, width: "full" },
    { header: "WHAT", value: ({ what }) => what },
    { header: "FROM", value: ({ fromState }) => fromState, width: "full" },
    {
      header: "TO",
      value: ({ toState }) => toState,
      width: "full",
      style: ({ toState }) => styleOfState(out.colors, toState),
    },
  ], transitionsOf(task));
}

/** Whether nothing will change any more. */
export function isOver({ completedAt }: TaskView): boolean {
  return completedAt != null;
}

/** Where a task stands: `steps_in_process, 2 of 4 steps done`. */
export function stateText(out: Output, { status, completedSteps, totalSteps }: TaskView): string {
  const styled = styleOfState(out.colors, status)?.(status) ?? status;
  return `${styled}, ${completedSteps} of ${totalSteps} steps done`;
}

function endText({ createdAt, completedAt }: TaskView): string | undefined {
  if (completedAt == null) return undefined;
  return `${completedAt}, after ${durationText(Date.parse(completedAt) - Date.parse(createdAt))}`;
}
