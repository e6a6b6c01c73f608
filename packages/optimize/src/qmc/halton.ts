/**
 * Halton sequences: the radical inverse of the index in the first primes.
 *
 * Halton (1960), Numer. Math. 2:84-90. Scrambling permutes each digit, the endless zeros in front of the index too:
 * Owen (2017), arXiv:1706.02808. The point of index 0 is the origin.
 */
import { requireInteger } from '../options.js';
import type { Draw } from '../random/uniforms.js';
import { pointsOf, type Sequence, type SequenceOptions } from './sequence.js';

/** Bits that scrambled digits fill: a double has 53. */
const SCRAMBLED_BITS = 54;

/**
 * `count` points of the unscrambled Halton sequence in `dimension` >= 1 dimensions, each of [0, 1)^dimension, from
 * index `skip` on. The first k coordinates are the k-dimensional sequence.
 */
export function halton(dimension: number, count: number, options: SequenceOptions = {}): Float64Array[] {
  requireInteger('dimension', dimension, 1);
  return pointsOf('halton', { count, options }, (skip) => haltonSequence(dimension, { skip }));
}

/** The sequence from index `skip` on; scrambled by draws from `scramble` where that is given. */
export function haltonSequence(
  dimension: number,
  { skip = 0, scramble }: { skip?: number; scramble?: Draw } = {},
): Sequence {
  const bases = firstPrimes(dimension);
  const permuted = scramble === undefined ? null : bases.map((base) => permutations(base, scramble));
  let index = skip;
  return () => {
    const at = index++;
    return Float64Array.from(bases, (base, i) =>
      permuted === null ? radicalInverse(at, base) : scrambledInverse(at, permuted[i]!),
    );
  };
}

/** Digits of `index` in `base`, mirrored at the point: one division, so one rounding. */
function radicalInverse(index: number, base: number): number {
  let mirrored = 0;
  let scale = 1;
  for (let rest = index; rest > 0; rest = Math.floor(rest / base)) {
    mirrored = mirrored * base + (rest % base);
    scale *= base;
  }
  return mirrored / scale;
}

function scrambledInverse(index: number, digits: readonly Int32Array[]): number {
  let rest = index;
  let weight = 1;
  let sum = 0;
  for (const permutation of digits) {
    const base = permutation.length;
    weight /= base;
    sum += permutation[rest % base]! * weight;
    rest = Math.floor(rest / base);
  }
  return Math.min(sum, 1 - Number.EPSILON / 2);
}

/** One random permutation per digit. */
function permutations(base: number, draw: Draw): Int32Array[] {
  const digits = Math.ceil(SCRAMBLED_BITS / Math.log2(base)) - 1;
  return Array.from({ length: Math.max(digits, 1) }, () => {
    const permutation = Int32Array.from({ length: base }, (_, digit) => digit);
    for (let i = base - 1; i > 0; i--) {
      const j = Math.floor(draw() * (i + 1));
      [permutation[i], permutation[j]] = [permutation[j]!, permutation[i]!];
    }
    return permutation;
  });
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => prime * prime > candidate || candidate % prime !== 0)) primes.push(candidate);
  }
  return primes;
}
