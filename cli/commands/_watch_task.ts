import type { StepView, TaskView } from "../../core/wire.ts";
import type { CommandContext } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { LiveScreen } from "../live_screen.ts";
import type { Output } from "../output.ts";
import { layOut } from "../table.ts";
import { stepColumns } from "./_step_table.ts";
import { isOver, printTask, stateText } from "./_task_view.ts";

/** Steps that the live table shows; of longer tasks those that are not done. */
const LIVE_ROWS = 20;

/**
 * Shows how a task goes until it is over, or blocked by failures: a live table on a terminal, elsewhere a line for each
 * change of state; with `--json` only the task as it ended.
 *
 * @param context Where to print, and when to stop.
 * @param taskUuid The task.
 * @returns Exit status: 0 when the task was completed, by workers or by hand, else 1.
 * @throws {TaskerError} `TK101` when there is no such task.
 */
export async function watchTask(context: CommandContext, taskUuid: string): Promise<number> {
  const { out, signal } = context;
  const operations = await context.operations();
  const show = out.isJson ? () => {} : out.isTerminal ? liveTable(out) : transitionLines(out);
  let before = "";
  for await (const _ of operations.changesOf(taskUuid, signal)) {
    const task = await operations.readTask(taskUuid);
    const now = JSON.stringify(task);
    if (now !== before) show(task);
    before = now;
    if (isOver(task) || task.status === "blocked_by_failures") return end(out, task);
  }
  throw new TypeError("The changes of a task that goes on ended");
}

function end(out: Output, task: TaskView): number {
  out.show(task, () => {
    if (!out.isTerminal) printTask(out, task);
  });
  if (task.status === "blocked_by_failures") {
    const failed = (task.steps ?? []).filter(({ currentState }) => currentState === "error");
    out.note(`The task is blocked: ${failed.map(({ name }) => name).join(", ")} failed. To go on:`);
    for (const { stepUuid } of failed) out.note(`  tasker step reset ${stepUuid} --reason "…"`);
  }
  return task.status === "complete" || task.status === "resolved_manually" ? EXIT.ok : EXIT.failure;
}

function liveTable(out: Output): (task: TaskView) => void {
  const screen = new LiveScreen(out);
  return (task) => {
    const steps = task.steps ?? [];
    const shown = steps.length <= LIVE_ROWS
      ? steps
      : steps.filter((step) => !isDone(step)).slice(0, LIVE_ROWS);
    const hidden = steps.length - shown.length;
    screen.draw([
      `${task.namespace}/${task.name} ${task.version}`,
      stateText(out, task),
      ...layOut(stepColumns(out.colors), shown, out.columns, out.colors.bold),
      ...(hidden > 0 ? [out.colors.dim(`and ${hidden} more steps`)] : []),
    ]);
  };
}

function isDone({ currentState }: StepView): boolean {
  return currentState === "complete" || currentState === "resolved_manually";
}

function transitionLines(out: Output): (task: TaskView) => void {
  const shown = new Map<string, number>();
  return (task) => {
    const histories = [
      { name: "task", transitions: task.transitions ?? [] },
      ...(task.steps ?? []).map(({ name, transitions = [] }) => ({ name: `step ${name}`, transitions })),
    ];
    const fresh = histories.flatMap(({ name, transitions }) => {
      const seen = shown.get(name) ?? 0;
      shown.set(name, transitions.length);
      return transitions.slice(seen).map((transition) => ({ name, ...transition }));
    });
    fresh.sort((left, right) =>
      left.createdAt < right.createdAt ? -1 : left.createdAt > right.createdAt ? 1 : 0
    );
    for (const { createdAt, name, fromState, toState } of fresh) {
      out.line(`${createdAt}  ${name}: ${fromState === null ? "" : `${fromState} → `}${toState}`);
    }
  };
}
