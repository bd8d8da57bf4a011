/** How attempts end, in the words of the model and of the door. */
import type { Ending } from "./_commands.ts";
import type { Outcome } from "./_plans.ts";

/** What handlers give: all that a careless truth test would lose. */
const RESULTS: readonly unknown[] = [{ a: 1 }, null, false, 0, "", []];

/** What a report says of a result. */
export function told({ isLive }: { readonly isLive: boolean }): string {
  return isLive ? "recorded" : "stale";
}

/** The outcome of an ending; the salt varies the result. */
export function outcomeOf(ending: Ending, salt: number): Outcome {
  if (ending === "success") return { success: true, result: RESULTS[salt % RESULTS.length] };
  if (ending === "retry_after") return { success: false, retryable: true, retryAfterMs: 7000 };
  return { success: false, retryable: ending === "retryable" };
}

/** An outcome as `complete_steps` takes it. */
export function bodyOf(outcome: Outcome): Readonly<Record<string, unknown>> {
  if (outcome.success) return outcome;
  const { retryable, retryAfterMs } = outcome;
  const error = { message: "It failed", retryable };
  return {
    success: false,
    error,
    ...(retryAfterMs === undefined ? {} : { retry_after_seconds: retryAfterMs / 1000 }),
  };
}
