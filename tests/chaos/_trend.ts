/** How fast something grows, and how sure that is. */
export interface Trend {
  /** Growth of the value for each unit of time. */
  readonly slope: number;
  /** Standard error of the slope; infinite where too little is known. */
  readonly error: number;
}

/** Values that follow each other closely tell less than their number says; beyond this they tell nothing more. */
const HIGHEST_CORRELATION = 0.95;

/**
 * Fits a line through values over time by least squares. Neighbours in time are alike (a saw's teeth, a slow minute), so the error counts
 * only as many values as would be independent: `n (1 - r) / (1 + r)`, where `r` correlates each residual with the next.
 *
 * @param points Time and value, in the order of time.
 */
export function trendOf(points: readonly (readonly [time: number, value: number])[]): Trend {
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
  if (points.length < 3) return { slope: 0, error: Infinity };
  const [meanTime, meanValue] = [mean(points.map(([time]) => time)), mean(points.map(([, value]) => value))];
  const covariance = points.reduce((sum, [time, value]) => sum + (time - meanTime) * (value - meanValue), 0);
  const variance = points.reduce((sum, [time]) => sum + (time - meanTime) ** 2, 0);
  if (variance === 0) return { slope: 0, error: Infinity };
  const slope = covariance / variance;

  const residuals = points.map(([time, value]) => value - meanValue - slope * (time - meanTime));
  const squares = residuals.reduce((sum, residual) => sum + residual ** 2, 0);
  if (squares === 0) return { slope, error: 0 };
  const products = residuals.slice(1).reduce((sum, residual, place) => sum + residual * residuals[place]!, 0);
  const correlation = Math.min(Math.max(products / squares, 0), HIGHEST_CORRELATION);
  const inflation = (1 + correlation) / (1 - correlation);
  return { slope, error: Math.sqrt(squares / (points.length - 2) / variance * inflation) };
}
