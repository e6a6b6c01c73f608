/**
 * Uniform numbers for samplers: xoroshiro128+ (pure-rand), keyed by a seed and the name of what draws.
 *
 * The kernel's streams are another matter: these numbers place candidates, they simulate nothing.
 */
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** Two purposes share no numbers under one seed. Changing a purpose's number changes every fit. */
const PURPOSES = {
  random: 1,
  'cma-es': 2,
  'cma-es-startup': 3,
  grid: 4,
  'brute-force': 5,
  qmc: 6,
  tpe: 7,
  'tpe-startup': 8,
  'nsga-ii': 9,
  'nsga-ii-startup': 10,
  'differential-evolution': 11,
  'multi-start': 12,
} as const;

/** What a stream of uniforms is for. */
export type Purpose = keyof typeof PURPOSES;

/** Draws one number. */
export type Draw = () => number;

/** Uniforms in [0, 1) with 53 bits; `seed` is any safe integer. */
export function uniforms(seed: number, purpose: Purpose): Draw {
  const generator = xoroshiro128plusFromState(stateOf(seed, PURPOSES[purpose]));
  // The lowest bits of xoroshiro128+ are its weakest: 5 and 6 of each 32 are left out.
  return () => ((generator.next() >>> 5) * 2 ** 26 + (generator.next() >>> 6)) / 2 ** 53;
}

/** Four well mixed words of (seed, purpose), never all zero. */
function stateOf(seed: number, purpose: number): number[] {
  const words = [seed | 0, Math.floor(seed / 2 ** 32) | 0, purpose];
  return [0, 1, 2, 3].map((i) => {
    let word = mix(0x9e3779b9 * (i + 1));
    for (const next of words) word = mix(Math.imul(word, 0x85ebca6b) + next);
    return i === 3 ? word | 1 : word;
  });
}

/** MurmurHash3's finaliser: each input bit changes each output bit about half of the time. */
function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
