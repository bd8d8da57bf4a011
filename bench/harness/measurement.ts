import type { Spread } from "./statistics.ts";
import type { ShapeName } from "./shapes.ts";
import type { Variant } from "./system.ts";

/** Figures by name: a number, or samples summed up. */
export type Figures = Readonly<Record<string, number | Spread>>;

/** One run to make: a system, a workload, and how both are set. */
export interface Run {
  /** Which row of the issue it is for: `W1`. */
  readonly work: string;
  /** Name of the system. */
  readonly system: string;
  /** Name of the workload. */
  readonly workload: string;
  /** What the workflows look like. */
  readonly shape: ShapeName;
  /** Workflows to drain, or samples to take. */
  readonly count: number;
  /** How the system and the workload are set. */
  readonly variant: Variant;
}

/** What the process of a run tells. */
export interface Outcome {
  /** The settings in words. */
  readonly settings: string;
  /** The figures. */
  readonly figures: Figures;
}

/** What came of a run. */
export interface Measurement extends Run, Outcome {
  /** Which pass over all runs it belongs to, from 1. */
  readonly pass: number;
}

/** What stands before the measurement in the output of a run's process. */
const MARK = "@@";

/** Writes what a run came to, for the process that started it. */
export async function tell(outcome: Outcome): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode(`${MARK}${JSON.stringify(outcome)}\n`));
}

/** Finds what {@linkcode tell} wrote. */
export function heard(output: string): Outcome | undefined {
  const line = output.split("\n").findLast((line) => line.startsWith(MARK));
  return line === undefined ? undefined : JSON.parse(line.slice(MARK.length));
}

/** Names a run in one line. */
export function nameRun({ work, system, workload, shape, count, variant }: Run): string {
  const settings = Object.entries(variant).map(([name, value]) => `${name}=${value}`);
  return [work, system, workload, shape, `n=${count}`, ...settings].join(" ");
}
