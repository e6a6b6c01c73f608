/**
 * Sobol sequences of up to 161 dimensions, in Gray code order, with 30 bits a coordinate.
 *
 * Bratley & Fox (1988), ACM Trans. Math. Softw. 14:88-100, with the direction numbers of Joe & Kuo (2008). The point
 * of index 0 is the origin. Scrambling: a random linear matrix scramble and a digital shift, Matousek (1998),
 * J. Complexity 14:527-556; it keeps every property of the net that holds for whole powers of two.
 */
import { OptimizeError } from '../errors.js';
import { requireInteger } from '../options.js';
import type { Draw } from '../random/uniforms.js';
import { JOE_KUO } from './joe-kuo.js';
import { pointsOf, type Sequence, type SequenceOptions } from './sequence.js';

const BITS = 30;
const SCALE = 2 ** -BITS;

/** Dimensions that there are direction numbers for. */
export const SOBOL_DIMENSIONS = JOE_KUO.length + 1;

/**
 * `count` points of the unscrambled Sobol sequence in `dimension` (1 to 161) dimensions, each of [0, 1)^dimension,
 * from index `skip` on. The first k coordinates are the k-dimensional sequence.
 */
export function sobol(dimension: number, count: number, options: SequenceOptions = {}): Float64Array[] {
  requireDimension(dimension);
  return pointsOf('sobol', { count, options }, (skip) => sobolSequence(dimension, { skip }));
}

/** The sequence from index `skip` on; scrambled by draws from `scramble` where that is given. */
export function sobolSequence(
  dimension: number,
  { skip = 0, scramble }: { skip?: number; scramble?: Draw } = {},
): Sequence {
  requireDimension(dimension);
  const directions = Array.from({ length: dimension }, (_, i) => directionNumbers(i));
  const start = new Int32Array(dimension);
  if (scramble !== undefined) {
    for (let i = 0; i < dimension; i++) start[i] = randomBits(BITS, scramble);
    for (let i = 0; i < dimension; i++) directions[i] = scrambled(directions[i]!, scramble);
  }
  const at = start.map((shift, i) => shift ^ leap(directions[i]!, skip));
  let index = skip;
  return () => {
    const point = Float64Array.from(at, (bits) => bits * SCALE);
    const changed = lowestZeroBit(index++);
    for (let i = 0; i < dimension; i++) at[i]! ^= directions[i]![changed]!;
    return point;
  };
}

function requireDimension(dimension: number): void {
  requireInteger('dimension', dimension, 1);
  if (dimension <= SOBOL_DIMENSIONS) return;
  throw new OptimizeError('dimension', `dimension must be at most ${SOBOL_DIMENSIONS}, got ${dimension}`);
}

/** v_1 … v_30 of one dimension (from 0), each with its leading bit at 2^(30 - j). */
function directionNumbers(dimension: number): Int32Array {
  const m = dimension === 0 ? Array<number>(BITS).fill(1) : oddNumbers(JOE_KUO[dimension - 1]!);
  return Int32Array.from({ length: BITS }, (_, j) => m[j]! << (BITS - 1 - j));
}

/** m_1 … m_30 by the recurrence of the polynomial (equation 1 of Joe & Kuo). */
function oddNumbers(row: string): number[] {
  const [inner, first] = row.split(': ') as [string, string];
  const m = first.split(' ').map(Number);
  const degree = m.length;
  const coefficients = Number(inner);
  for (let j = degree; j < BITS; j++) {
    let next = m[j - degree]! ^ (m[j - degree]! << degree);
    for (let k = 1; k < degree; k++) {
      if ((coefficients >> (degree - 1 - k)) & 1) next ^= m[j - k]! << k;
    }
    m.push(next);
  }
  return m;
}

/** Bits of the point at `index`: the direction numbers of its Gray code. */
function leap(directions: Int32Array, index: number): number {
  let bits = 0;
  for (let gray = index ^ (index >>> 1), j = 0; gray !== 0; gray >>>= 1, j++) if (gray & 1) bits ^= directions[j]!;
  return bits;
}

function lowestZeroBit(index: number): number {
  return 31 - Math.clz32(~index & (index + 1));
}

/** Each direction number times one random lower triangular matrix of bits with a unit diagonal. */
function scrambled(directions: Int32Array, draw: Draw): Int32Array {
  // Row `row` (0 is the leading bit) mixes the bits above it into its own.
  const rows = Array.from({ length: BITS }, (_, row) => {
    const own = 1 << (BITS - 1 - row);
    return row === 0 ? own : own | (randomBits(row, draw) << (BITS - row));
  });
  return directions.map((direction) =>
    rows.reduce((mixed, row, at) => mixed | (parity(row & direction) << (BITS - 1 - at)), 0),
  );
}

function randomBits(count: number, draw: Draw): number {
  return Math.floor(draw() * 2 ** count);
}

function parity(bits: number): number {
  let folded = bits;
  for (let width = 16; width > 0; width >>= 1) folded ^= folded >>> width;
  return folded & 1;
}
