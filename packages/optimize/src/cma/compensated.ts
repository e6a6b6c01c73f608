/**
 * Dot products as if computed in twice the working precision, then rounded.
 *
 * Error-free products and sums of Ogita, Rump & Oishi (2005), SIAM J. Sci. Comput. 26:1955-1988, algorithm Dot2.
 */

/** Splits a double into two halves of 26 bits (Dekker). Valid below 2^996. */
const SPLITTER = 2 ** 27 + 1;

/** `sum a[i] * b[i]` with an error near one rounding, however much cancels. */
export function compensatedDot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  let rest = 0;
  for (let i = 0; i < a.length; i++) {
    const product = a[i]! * b[i]!;
    const next = sum + product;
    const back = next - sum;
    rest += productError(a[i]!, b[i]!, product) + (sum - (next - back) + (product - back));
    sum = next;
  }
  return sum + rest;
}

/** Exactly `a * b - product`, where `product` is the rounded one. */
function productError(a: number, b: number, product: number): number {
  const aHigh = high(a);
  const bHigh = high(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

function high(value: number): number {
  const scaled = SPLITTER * value;
  return scaled - (scaled - value);
}
