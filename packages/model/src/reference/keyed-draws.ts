/**
 * The random numbers of the reference: a stream for each mechanism, keyed by seed and position, drawn from in the order of use.
 *
 * Word k of a stream, k = 0, 1, …, is the leading 53 bits of 64-bit big-endian number k mod 4 of the SHA-256 of
 * `likelihive reference <seed> <position> <floor(k / 4)>`. A uniform is (word + 0.5) / 2^53; a normal is made of two, by Box
 * and Muller's sqrt(-2 ln u) cos(2 pi v). No other stream of ours is made so: nothing is shared with kernel or fits.
 */
import { createHash } from 'node:crypto';
import type { Draws } from './values.js';

const WORDS = 4;

/** Draws of the mechanism at `position`, from their beginning. */
export function keyedDraws(seed: number, position: number): Draws {
  let digest = Buffer.alloc(0);
  let next = 0;
  const uniform = () => {
    const word = next % WORDS;
    if (word === 0) {
      const key = `likelihive reference ${seed} ${position} ${next / WORDS}`;
      digest = createHash('sha256').update(key).digest();
    }
    next += 1;
    return (Number(digest.readBigUInt64BE(8 * word) >> 11n) + 0.5) / 2 ** 53;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}
