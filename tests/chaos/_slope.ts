/**
 * How fast something grows: the least-squares slope of values over time.
 *
 * @param points Time and value.
 * @returns Growth of the value for each unit of time; 0 with fewer than two points.
 */
export function slopeOf(points: readonly (readonly [time: number, value: number])[]): number {
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
  if (points.length < 2) return 0;
  const [meanTime, meanValue] = [mean(points.map(([time]) => time)), mean(points.map(([, value]) => value))];
  const covariance = points.reduce((sum, [time, value]) => sum + (time - meanTime) * (value - meanValue), 0);
  const variance = points.reduce((sum, [time]) => sum + (time - meanTime) ** 2, 0);
  return variance === 0 ? 0 : covariance / variance;
}
