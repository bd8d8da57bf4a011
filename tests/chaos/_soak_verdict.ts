import { trendOf } from "./_trend.ts";
import type { VitalSigns } from "./_vital_signs.ts";

/** What the second half of a soak says of one sign. */
export interface Verdict {
  /** The sign. */
  readonly sign: keyof VitalSigns;
  /** `unclear`: the noise is too large, or the time too short, to tell growth from its limit. */
  readonly finding: "flat" | "GROWS" | "unclear";
  /** Growth in an hour. */
  readonly perHour: number;
  /** By how much that may be wrong, 19 times in 20. */
  readonly give: number;
  /** Growth in an hour that is still called flat. */
  readonly limit: number;
  /** Mean value. */
  readonly mean: number;
}

/** What a sign may grow by in an hour: a share of its mean, and so much in any case. */
type Limit = readonly [share: number, least: number];

/** Signs that must stay flat. At 300 tasks a second, 48 MiB an hour are 47 bytes kept for each task. */
const LIMITS: Readonly<Partial<Record<keyof VitalSigns, Limit>>> = {
  workerMiB: [0.1, 48],
  orchestratorMiB: [0.1, 48],
  sessionsMiB: [0.1, 48],
  connections: [0, 2],
  deadThousands: [1, 200],
  tablesMiB: [0.25, 200],
  walKiBPerTask: [0.25, 1],
  backlog: [0, 500],
  p50Ms: [0.5, 10],
  p99Ms: [1, 100],
};

/** Standard errors on either side of a slope that hold it 19 times in 20. */
const CONFIDENCE = 2;

/** The looks that count: the first half is warm-up, in which caches fill, retention begins and the first vacuums come. */
export function settled(signs: readonly VitalSigns[]): readonly VitalSigns[] {
  return signs.slice(Math.floor(signs.length / 2));
}

/** Judges each sign by the line through the second half of its values. */
export function verdictsOf(signs: readonly VitalSigns[]): Verdict[] {
  const looks = settled(signs);
  return (Object.entries(LIMITS) as [keyof VitalSigns, Limit][]).map(([sign, [share, least]]) => {
    const { slope, error } = trendOf(looks.map((look) => [look.seconds / 3_600, look[sign]]));
    const mean = looks.reduce((sum, look) => sum + look[sign], 0) / looks.length;
    const [limit, give] = [Math.max(mean * share, least), error * CONFIDENCE];
    const finding = slope + give <= limit ? "flat" : slope - give > limit ? "GROWS" : "unclear";
    return { sign, finding, perHour: slope, give, limit, mean };
  });
}

/** A verdict as a line of the report. */
export function told({ sign, finding, perHour, give, limit, mean }: Verdict): string {
  const [growth, plusMinus, most, middle] = [perHour, give, limit, mean].map((value) => value.toFixed(1));
  return `${finding.padEnd(7)} ${sign}: ${growth} ± ${plusMinus} an hour (limit ${most}), mean ${middle}`;
}
