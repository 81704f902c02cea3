export type Sample = { readonly minutes: number; readonly value: number };

/** By how much the values grow a minute: the slope of the line of least squares through them. */
export function slopeOf(samples: readonly Sample[]): number {
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  const at = mean(samples.map(({ minutes }) => minutes));
  const value = mean(samples.map((one) => one.value));
  const covariance = samples.reduce((sum, one) => sum + (one.minutes - at) * (one.value - value), 0);
  const variance = samples.reduce((sum, { minutes }) => sum + (minutes - at) ** 2, 0);
  return variance === 0 ? 0 : covariance / variance;
}
