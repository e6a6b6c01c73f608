/** Whether Optuna takes a step for what it is: it counts in decimals, and warns where `high` is no whole number of steps. */
import type { Distribution } from '../space/distribution.js';

/**
 * `distribution` as a journal states it. A grid whose step has no short decimal (a thousandth of 0.999 …) is stated as
 * continuous: its candidates are all there, and no reader warns, or moves `high` to the last decimal step before it.
 */
export function statable(distribution: Distribution): Distribution {
  if (distribution.name !== 'FloatDistribution') return distribution;
  const { low, high, step, log } = distribution.attributes;
  if (step === null || isDivisible(low, high, step)) return distribution;
  return { name: 'FloatDistribution', attributes: { low, high, step: null, log } };
}

function isDivisible(low: number, high: number, step: number): boolean {
  const decimals = [low, high, step].map(decimalOf);
  const scale = Math.max(...decimals.map(({ places }) => places));
  const [a, b, s] = decimals.map(({ digits, places }) => digits * 10n ** BigInt(scale - places)) as [
    bigint,
    bigint,
    bigint,
  ];
  return (b - a) % s === 0n;
}

/** The shortest decimal that reads back as `value`, as `digits / 10 ** places`; `places` may be below 0. */
function decimalOf(value: number): { readonly digits: bigint; readonly places: number } {
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(`${whole}${fraction}`), places: fraction.length - Number(exponent) };
}
