/** Random numbers of a simulation: from its seed alone, so that a failing one can be run again. */

/** Gives an integer in `[0, below)`. */
export type Random = (below: number) => number;

/** A small generator of its own (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}
