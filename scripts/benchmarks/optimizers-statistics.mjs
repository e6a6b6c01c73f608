/** Medians, ratios and rank tests of regrets. */

/** By linear interpolation; Infinity stays where it is. */
export function quantile(values, q) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low === high ? low : low + (at - Math.floor(at)) * (high - low);
}

/** `a / b`; regrets below `TINY` are rounding. */
export function ratio(a, b) {
  return Math.max(a, TINY) / Math.max(b, TINY);
}

const TINY = 1e-12;
/** One-sided, for some eighty comparisons of which none may be worse by chance: 3.09 standard deviations are .001. */
const SURELY = 3.09;

/** Whether `ours` are larger than `theirs` by more than chance: the rank test of Mann and Whitney, with mean ranks for ties. */
export function isWorse(ours, theirs) {
  const [a, b] = [ours, theirs].map((values) => values.map((value) => Math.max(value, TINY)));
  let wins = 0;
  for (const x of a) for (const y of b) wins += x > y ? 1 : x === y ? 0.5 : 0;
  const mean = (a.length * b.length) / 2;
  const sd = Math.sqrt((a.length * b.length * (a.length + b.length + 1)) / 12);
  return (wins - mean) / sd > SURELY;
}
