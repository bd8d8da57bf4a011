import { pause } from "../../core/pause.ts";
import type { JsonText } from "./pass_json.ts";

/** Time between the first two looks, and at most, in milliseconds. */
const [FIRST_MS, LONGEST_MS] = [5, 250];

/**
 * Claims, and when nothing is there looks again, at growing distances, until something is, time is over or the caller is gone.
 *
 * @param claim Claims once; gives a JSON array.
 * @param patienceMs How long to look.
 * @param signal Ends the looking.
 */
export async function claimWithPatience(
  claim: () => Promise<JsonText>,
  patienceMs: number,
  signal: AbortSignal,
): Promise<JsonText> {
  const until = performance.now() + patienceMs;
  for (let waitMs = FIRST_MS;; waitMs = Math.min(waitMs * 2, LONGEST_MS)) {
    const claimed = await claim();
    const leftMs = until - performance.now();
    if (claimed !== "[]" || leftMs <= 0 || signal.aborted) return claimed;
    await pause(Math.min(waitMs, leftMs), signal).catch(() => {});
    if (signal.aborted) return "[]";
  }
}
