/**
 * Random choices that depend on a key only, so that each input can be made again by itself.
 *
 * sfc32 (Chris Doty-Humphrey, PractRand), seeded by SHA-256 of the key.
 */
import { createHash } from 'node:crypto';

/** The choices of one input. `key` is the seed, the target and the number of the input. */
export function randomOf(key) {
  const digest = createHash('sha256').update(key).digest();
  let [a, b, c, counter] = [0, 4, 8, 12].map((at) => digest.readInt32LE(at));

  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  /** An integer in [0, limit). */
  const below = (limit) => next() % limit;
  return {
    below,
    /** True once in `of` times. */
    once: (of) => below(of) === 0,
    pick: (choices) => choices[below(choices.length)],
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
    /** Small mostly, large sometimes: a power of two below 2^`bits`, more or less. */
    size: (bits) => below(2 ** (1 + below(bits))),
  };
}
