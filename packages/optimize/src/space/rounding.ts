/** Rounding that JavaScript lacks. */

/** The nearest integer; of two equally near ones the even one. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/** The largest double below the finite `value`. */
export function nextDown(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  const double = Float64Array.of(value);
  const bits = new BigInt64Array(double.buffer);
  bits[0]! += value > 0 ? -1n : 1n;
  return double[0]!;
}
