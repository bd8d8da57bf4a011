import { assert, assertEquals, assertThrows } from "@std/assert";
import { retryAfterMs, RetryPolicy } from "./_retry.ts";

Deno.test("RetryPolicy waits at random up to a bound that doubles and has an end", () => {
  const policy = new RetryPolicy({ attempts: 10, baseMs: 100, maxMs: 1000 });
  for (const [attempt, bound] of [[1, 100], [2, 200], [3, 400], [4, 800], [5, 1000], [9, 1000]] as const) {
    const waits = Array.from({ length: 200 }, () => policy.waitMs(attempt, undefined) ?? NaN);
    assert(waits.every((wait) => wait >= 0 && wait < bound), `attempt ${attempt}`);
    assert(Math.max(...waits) - Math.min(...waits) > bound / 2, "they are spread");
  }
  assertEquals(policy.waitMs(10, undefined), undefined);
});

Deno.test("RetryPolicy waits no less than the server asks, and gives up when that is too long", () => {
  const policy = new RetryPolicy({ baseMs: 10, maxMs: 1000 });
  const wait = policy.waitMs(1, 500) ?? NaN;
  assert(wait >= 500 && wait < 510);
  assertEquals(policy.waitMs(1, 1001), undefined);
});

Deno.test("RetryPolicy refuses numbers out of range", () => {
  for (
    const options of [{ attempts: 0 }, { attempts: 21 }, { attempts: 1.5 }, { baseMs: -1 }, { maxMs: NaN }]
  ) {
    assertThrows(() => new RetryPolicy(options), RangeError);
  }
});

Deno.test("retryAfterMs() reads seconds and dates", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  assertEquals(retryAfterMs("2", now), 2000);
  assertEquals(retryAfterMs("Thu, 01 Jan 2026 00:00:03 GMT", now), 3000);
  assertEquals(retryAfterMs("Wed, 31 Dec 2025 00:00:00 GMT", now), 0);
  assertEquals([retryAfterMs("soon", now), retryAfterMs(null, now)], [undefined, undefined]);
});
