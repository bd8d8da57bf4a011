import type { Measurement, Run } from "../harness/measurement.ts";
import { nameRun } from "../harness/measurement.ts";
import { median } from "../harness/statistics.ts";

/** A figure over all passes. */
export interface Summary {
  /** The median of the passes. */
  readonly median: number;
  /** The least. */
  readonly min: number;
  /** The most. */
  readonly max: number;
}

/** A run with what all its passes came to. */
export interface Group {
  /** The run. */
  readonly run: Run;
  /** Its settings in words. */
  readonly settings: string;
  /** A figure by its name, `completed.p50` for samples; `undefined` when the run has none of that name. */
  readonly figure: (path: string) => Summary | undefined;
}

/** Puts the passes of each run together. */
export function groupPasses(measurements: readonly Measurement[]): Group[] {
  const byName = Map.groupBy(measurements, nameRun);
  return [...byName.values()].map((passes) => ({
    run: passes[0]!,
    settings: passes[0]!.settings,
    figure: (path) =>
      summarise(passes.map((pass) => valueAt(pass, path)).filter((value) => value !== undefined)),
  }));
}

function summarise(values: readonly number[]): Summary | undefined {
  if (values.length === 0) return undefined;
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

function valueAt({ figures }: Measurement, path: string): number | undefined {
  const [name, share] = path.split(".") as [string, string | undefined];
  const figure = figures[name];
  if (typeof figure === "number") return figure;
  const sample: unknown = figure === undefined
    ? undefined
    : Object.entries(figure).find(([key]) => key === share)?.[1];
  return typeof sample === "number" ? sample : undefined;
}
