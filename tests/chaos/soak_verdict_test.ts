import { assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { told, verdictsOf } from "./_soak_verdict.ts";
import { trendOf } from "./_trend.ts";
import type { VitalSigns } from "./_vital_signs.ts";

const CALM: VitalSigns = {
  seconds: 0,
  workerMiB: 100,
  orchestratorMiB: 100,
  sessionsMiB: 100,
  connections: 10,
  deadThousands: 20,
  tablesMiB: 300,
  walKiBPerTask: 5,
  backlog: 10,
  p50Ms: 20,
  p99Ms: 60,
  tasksPerSecond: 300,
};

/** Half an hour of looks, ten seconds apart. */
function looks(change: (seconds: number, place: number) => Partial<VitalSigns>): VitalSigns[] {
  return Array.from({ length: 180 }, (_, place) => ({
    ...CALM,
    seconds: place * 10,
    ...change(place * 10, place),
  }));
}

function findingOf(signs: readonly VitalSigns[], sign: keyof VitalSigns): string | undefined {
  return verdictsOf(signs).find((verdict) => verdict.sign === sign)?.finding;
}

Deno.test("trendOf() tells the slope of a line, whatever its noise, and how sure it is", () => {
  assertEquals(trendOf([[0, 1], [1, 3], [2, 5]]), { slope: 2, error: 0 });
  // Times from their mean -1.5 … 1.5, residuals 0.5, -0.5, -0.5, 0.5: scores -0.75, 0.25, -0.25, 0.75
  const noisy = trendOf([[0, 1], [1, 0], [2, 0], [3, 1]]);
  const products = 2 * (2 / 3 * (-0.1875 - 0.0625 - 0.1875) + 1 / 3 * (0.1875 + 0.1875));
  assertAlmostEquals(noisy.slope, 0);
  assertAlmostEquals(noisy.error, Math.sqrt((1.25 + products) * 4 / 2) / 5);
  assertEquals(trendOf([[0, 1], [1, 2]]).error, Infinity);
});

Deno.test("trendOf() is less sure of values that follow their neighbours", () => {
  const values = [0, 1, 2, 3, 2, 1, 0, -1, -2, -3, -2, -1, 0];
  const [slow, quick] = [values, values.toSorted((a, b) => Math.abs(a) - Math.abs(b))].map((list) =>
    trendOf(list.map((value, time) => [time, value] as const)).error
  );
  assertEquals((slow ?? 0) > (quick ?? Infinity), true);
});

Deno.test("trendOf() is surer of a saw with many teeth than of one slow wave as high", () => {
  const places = Array.from({ length: 90 }, (_, place) => place);
  const [saw, wave] = [
    places.map((place) => place % 6 - 2.5),
    places.map((place) => 2.5 * Math.sin(place / 45 * 2 * Math.PI)),
  ].map((values) => trendOf(values.map((value, time) => [time, value] as const)).error);
  assertEquals((wave ?? 0) > 3 * (saw ?? Infinity), true);
});

Deno.test("verdictsOf() calls a soak flat whose signs only rise while it warms up, and swing afterwards", () => {
  const signs = looks((seconds, place) => ({
    workerMiB: Math.min(100 + seconds, 600) + (place % 7) * 2,
    deadThousands: 20 + (place % 9) * 3,
    p99Ms: 60 + (place * 37 % 11) * 3,
  }));
  assertEquals(new Set(verdictsOf(signs).map(({ finding }) => finding)), new Set(["flat"]));
});

Deno.test("verdictsOf() finds what grows, by its rate an hour", () => {
  const signs = looks((seconds, place) => ({ workerMiB: 100 + seconds / 3_600 * 120 + (place % 5) }));
  const [verdict] = verdictsOf(signs);
  assertAlmostEquals(verdict?.perHour ?? 0, 120, 5);
  assertMatch(
    told(verdict!),
    /^GROWS\s+workerMiB: 1[12]\d\.\d ± \d+\.\d an hour \(limit 48\.0\), mean 1\d\d/,
  );
});

Deno.test("verdictsOf() does not judge what is too noisy or too short to tell", () => {
  assertEquals(
    findingOf(looks((_, place) => ({ p99Ms: place % 30 < 3 ? 5_000 : 60 })), "p99Ms") === "GROWS",
    false,
  );
  assertEquals(
    findingOf(
      looks((_, place) => ({ p50Ms: 20 + (place * 7_919 % 13) * 30 })).filter((_, place) => place < 12),
      "p50Ms",
    ),
    "unclear",
  );
});
