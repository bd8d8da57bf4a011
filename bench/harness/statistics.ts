/** How a set of samples is spread. */
export interface Spread {
  /** How many samples. */
  readonly count: number;
  /** Half are at most this. */
  readonly p50: number;
  /** 95 % are at most this. */
  readonly p95: number;
  /** 99 % are at most this. */
  readonly p99: number;
  /** The least. */
  readonly min: number;
  /** The most. */
  readonly max: number;
}

/** The sample that a share of the sorted samples does not exceed (nearest rank). */
export function percentile(sorted: readonly number[], share: number): number {
  const place = Math.max(Math.ceil(share * sorted.length) - 1, 0);
  return sorted[Math.min(place, sorted.length - 1)] ?? NaN;
}

/** The middle of the samples; of an even number, the lower of the two. */
export function median(samples: readonly number[]): number {
  return percentile([...samples].sort((a, b) => a - b), 0.5);
}

/** Sums samples up. */
export function spread(samples: readonly number[]): Spread {
  const sorted = [...samples].sort((a, b) => a - b);
  return {
    count: sorted.length,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    min: sorted[0] ?? NaN,
    max: sorted.at(-1) ?? NaN,
  };
}
