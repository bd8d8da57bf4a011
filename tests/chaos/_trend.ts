/** How fast something grows, and how sure that is. */
export interface Trend {
  /** Growth of the value for each unit of time. */
  readonly slope: number;
  /** Standard error of the slope; infinite where too little is known. */
  readonly error: number;
}

/**
 * Fits a line through values over time by least squares. Neighbours in time are alike (a slow minute), and what swings comes back (a saw's
 * teeth between two vacuums), so the error is that of Newey and West (1987): products of residuals up to `√n` looks apart count too,
 * the closer the more.
 *
 * @param points Time and value, in the order of time.
 */
export function trendOf(points: readonly (readonly [time: number, value: number])[]): Trend {
  const count = points.length;
  if (count < 3) return { slope: 0, error: Infinity };
  const [meanTime, meanValue] = [
    meanOf(points.map(([time]) => time)),
    meanOf(points.map(([, value]) => value)),
  ];
  const covariance = sumOf(points.map(([time, value]) => (time - meanTime) * (value - meanValue)));
  const variance = sumOf(points.map(([time]) => (time - meanTime) ** 2));
  if (variance === 0) return { slope: 0, error: Infinity };
  const slope = covariance / variance;

  const scores = points.map(([time, value]) =>
    (time - meanTime) * (value - meanValue - slope * (time - meanTime))
  );
  const farthest = Math.floor(Math.sqrt(count));
  const products = Array.from({ length: farthest }, (_, place) => {
    const apart = place + 1;
    const sum = sumOf(scores.slice(apart).map((score, earlier) => score * scores[earlier]!));
    return 2 * (1 - apart / (farthest + 1)) * sum;
  });
  const squares = sumOf(scores.map((score) => score ** 2)) + sumOf(products);
  return { slope, error: Math.sqrt(Math.max(squares, 0) * count / (count - 2)) / variance };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function meanOf(numbers: readonly number[]): number {
  return sumOf(numbers) / numbers.length;
}
