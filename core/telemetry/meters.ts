/**
 * Counters and histograms that live in the process: plain numbers, read by whoever exports them. One `add()` costs some
 * nanoseconds where the series is kept, since the hot path has no time for a library that hashes labels.
 *
 * @module
 */
import { type LabelValues, SeriesMap } from "./series.ts";

/** What is known of a family of series. */
export interface Family {
  /** Its name with dots, as OpenTelemetry has it: `tasker.steps.executions`. */
  readonly name: string;
  /** What it tells, one sentence. */
  readonly help: string;
  /** Names of its labels. */
  readonly labels: readonly string[];
  /** Unit of its values; none for plain counts. */
  readonly unit?: "s" | "By";
}

/** One value with its labels. */
export interface Sample {
  /** Values of the family's labels. */
  readonly labels: LabelValues;
  /** The value. */
  readonly value: number;
}

/** A number that only grows. */
export class Counter {
  /** How much it has grown since the process began. */
  value = 0;

  /** Adds to it. */
  add(count = 1): void {
    this.value += count;
  }
}

/** Counters that differ in their labels. */
export class CounterFamily {
  /** What they tell. */
  readonly family: Family;
  readonly #series = new SeriesMap<Counter>(() => new Counter());

  /** Makes a family without a series; one without labels has its series at once, so that it shows as 0. */
  constructor(family: Family) {
    this.family = family;
    if (family.labels.length === 0) this.of();
  }

  /** The counter of these labels; keep it where it is used often. */
  of(...labels: LabelValues): Counter {
    return this.#series.of(labels);
  }

  /** The values as they are now. */
  samples(): Sample[] {
    return Array.from(this.#series.entries(), ({ labels, series }) => ({ labels, value: series.value }));
  }
}

/** Upper ends of the buckets that durations are counted in, in seconds. */
export const DURATION_BUCKETS: readonly number[] = [
  0.001,
  0.0025,
  0.005,
  0.01,
  0.025,
  0.05,
  0.1,
  0.25,
  0.5,
  1,
  2.5,
  5,
  10,
  30,
  60,
  300,
];

/** Durations, counted by how long they were. */
export class Histogram {
  /** How many fell into each bucket of {@linkcode DURATION_BUCKETS}; the last are the longer ones. */
  readonly counts: number[] = Array.from({ length: DURATION_BUCKETS.length + 1 }, () => 0);
  /** Sum of all, in seconds. */
  sum = 0;
  /** Told of each as well; `undefined` unless OpenTelemetry exports it. */
  forward: ((seconds: number) => void) | undefined;

  /** Counts a duration in seconds. */
  observe(seconds: number): void {
    let bucket = 0;
    while (bucket < DURATION_BUCKETS.length && seconds > (DURATION_BUCKETS[bucket] ?? 0)) bucket += 1;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.sum += seconds;
    this.forward?.(seconds);
  }
}

/** Histograms that differ in their labels. */
export class HistogramFamily {
  /** What they tell. */
  readonly family: Family;
  #forward: ((seconds: number, labels: LabelValues) => void) | undefined;
  readonly #series = new SeriesMap<Histogram>((labels) => this.#made(labels));

  /** Makes a family without a series; one without labels has its series at once. */
  constructor(family: Family) {
    this.family = family;
    if (family.labels.length === 0) this.of();
  }

  /** The histogram of these labels; keep it where it is used often. */
  of(...labels: LabelValues): Histogram {
    return this.#series.of(labels);
  }

  /** The series as they are now. */
  series(): Iterable<{ readonly labels: LabelValues; readonly series: Histogram }> {
    return this.#series.entries();
  }

  /** Tells somebody else of every duration, too. */
  forwardTo(forward: (seconds: number, labels: LabelValues) => void): void {
    this.#forward = forward;
    for (const { labels, series } of this.series()) series.forward = (seconds) => forward(seconds, labels);
  }

  #made(labels: LabelValues): Histogram {
    const histogram = new Histogram();
    const forward = this.#forward;
    if (forward !== undefined) histogram.forward = (seconds) => forward(seconds, labels);
    return histogram;
  }
}

/** Values that are asked for when somebody wants to know, such as the depth of a queue. */
export interface GaugeFamily {
  /** What they tell. */
  readonly family: Family;
  /** The values as they are now. */
  read(): Promise<readonly Sample[]> | readonly Sample[];
}
