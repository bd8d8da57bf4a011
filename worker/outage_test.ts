import { assert, assertEquals } from "@std/assert";
import { errorDelayMs } from "./outage.ts";

Deno.test("errorDelayMs() doubles, is up to half of it left to chance, and never waits for longer than two seconds", () => {
  const delays = (failures: number) => Array.from({ length: 200 }, () => errorDelayMs(failures));
  for (const [failures, ms] of [[1, 50], [2, 100], [5, 800], [7, 2_000], [10_000, 2_000]] as const) {
    assert(delays(failures).every((delay) => ms / 2 <= delay && delay <= ms), `after ${failures}`);
  }
  assertEquals(new Set(delays(7)).size > 100, true);
});
