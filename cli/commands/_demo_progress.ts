import type { StepState } from "../../core/states.ts";
import type { Progress, StepProgress } from "../../examples/demo/progress.ts";
import { LiveScreen } from "../live_screen.ts";
import type { Output } from "../output.ts";
import { type Column, layOut } from "../table.ts";

/** How `runDemo` shall look at the orders, and tell of them. */
export interface ProgressOptions {
  /** Time between two looks, in milliseconds. */
  readonly pollMs: number;
  /** Whether to look at the steps too. */
  readonly withSteps: boolean;
  /** Called after each look. */
  readonly onProgress?: (progress: Progress) => void;
}

/** Time between two lines where there is no terminal, in milliseconds. */
const LINE_EVERY_MS = 1_000;

/** Which states a column of the table sums up. */
const COLUMNS: Readonly<Record<string, readonly StepState[]>> = {
  WAITING: ["pending"],
  READY: ["enqueued"],
  RUNNING: ["in_progress", "enqueued_for_orchestration", "enqueued_as_error_for_orchestration"],
  RETRYING: ["waiting_for_retry"],
  DONE: ["complete", "resolved_manually"],
  FAILED: ["error", "cancelled"],
};

/**
 * Chooses how progress is shown: a live table on a terminal, elsewhere a line a second, with `--json` nothing.
 *
 * @param out Where to print.
 * @returns Options for `runDemo`.
 */
export function showProgress(out: Output): ProgressOptions {
  if (out.isJson) return { pollMs: 50, withSteps: false };
  if (out.isTerminal) return { pollMs: 150, withSteps: true, onProgress: liveTable(out) };
  return { pollMs: 50, withSteps: false, onProgress: lines(out) };
}

function liveTable(out: Output): (progress: Progress) => void {
  const screen = new LiveScreen(out);
  const columns: Column<StepProgress>[] = [
    { header: "STEP", value: ({ name }) => name },
    ...Object.entries(COLUMNS).map(([header, states]): Column<StepProgress> => ({
      header,
      align: "right",
      value: ({ counts }) => states.reduce((sum, state) => sum + (counts[state] ?? 0), 0),
    })),
  ];
  return (progress) =>
    screen.draw([
      ...layOut(columns, progress.steps, out.columns, out.colors.bold),
      sentence(progress),
    ]);
}

function lines(out: Output): (progress: Progress) => void {
  let nextMs = 0;
  return (progress) => {
    const isOver = progress.completed + progress.failed === progress.total;
    if (progress.seconds * 1000 < nextMs && !isOver) return;
    nextMs = progress.seconds * 1000 + LINE_EVERY_MS;
    out.line(sentence(progress));
  };
}

function sentence({ seconds, total, completed, failed }: Progress): string {
  const rate = seconds > 0 ? Math.round((completed + failed) / seconds) : 0;
  return `${
    seconds.toFixed(1)
  } s: ${completed} of ${total} orders complete, ${failed} failed, ${rate} orders/s`;
}
