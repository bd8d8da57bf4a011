import type { StepView } from "../../core/wire.ts";
import type { Colors } from "../colors.ts";
import type { Column } from "../table.ts";
import { styleOfState } from "./_state_style.ts";

/**
 * The columns that steps are shown in.
 *
 * @param colors Styles.
 * @returns The columns.
 */
export function stepColumns(colors: Colors): Column<StepView>[] {
  return [
    { header: "STEP", value: ({ name }) => name },
    {
      header: "STATE",
      value: ({ currentState }) => currentState,
      width: "full",
      style: ({ currentState }) => styleOfState(colors, currentState),
    },
    {
      header: "ATTEMPTS",
      value: ({ attempts, maxAttempts }) => `${attempts}/${maxAttempts}`,
      align: "right",
      width: "full",
    },
    { header: "TOOK", value: tookText, align: "right", width: "full" },
    { header: "RESULT", value: outcomeText, style: ({ error }) => error == null ? undefined : colors.red },
  ];
}

/** What a step came to: its result, else why it failed, else what it waits for. */
export function outcomeText(step: StepView): string | undefined {
  if (step.completedAt != null && step.results != null) return JSON.stringify(step.results);
  if (step.error != null && step.currentState !== "complete") {
    const retry = step.nextRetryAt == null ? "" : ` (again at ${step.nextRetryAt})`;
    return `${step.error.message}${retry}`;
  }
  if (step.currentState === "pending" && step.totalParents > step.completedParents) {
    return `waits for ${step.totalParents - step.completedParents} of ${step.totalParents} steps`;
  }
}

/** How long the last attempt took: `12 ms`. */
function tookText({ lastAttemptedAt, completedAt }: StepView): string | undefined {
  if (lastAttemptedAt == null || completedAt == null) return undefined;
  return durationText(Date.parse(completedAt) - Date.parse(lastAttemptedAt));
}

/** Writes milliseconds for people: `12 ms`, `3.4 s`, `2 min`. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}
