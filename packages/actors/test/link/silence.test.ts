/** When a silent peer counts as lost, by a clock that the test turns. */
import { describe, expect, it } from '@jest/globals';
import { isLost, look, startVigil } from '../../src/link/silence.js';

const LIMITS = { tickMs: 250, heartbeatMs: 1_000, silenceMs: 3_000 };

/** Looks at the given times and returns the vigil at the end. */
function lookAt(...times: readonly number[]) {
  return times.reduce((vigil, now) => look(vigil, now, LIMITS), startVigil(0));
}

/** Every tick from 250 to `end`. */
function ticks(end: number): number[] {
  return Array.from({ length: end / 250 }, (_, i) => 250 * (i + 1));
}

describe('a silent peer', () => {
  it('is lost at the limit, not a tick before', () => {
    expect(isLost(lookAt(...ticks(2_750)), 0, LIMITS)).toBe(false);
    expect(isLost(lookAt(...ticks(3_000)), 0, LIMITS)).toBe(true);
  });

  it('is not lost while it is heard', () => {
    expect(isLost(lookAt(...ticks(9_000)), 6_100, LIMITS)).toBe(false);
  });

  it('is not judged by a process that has just woken up, but one beat later', () => {
    const woken = lookAt(...ticks(1_000), 60_000);
    expect(isLost(woken, 1_000, LIMITS)).toBe(false);
    const soon = [60_250, 60_500, 60_750].reduce((vigil, now) => look(vigil, now, LIMITS), woken);
    expect(isLost(soon, 1_000, LIMITS)).toBe(false);
    expect(isLost(look(soon, 61_000, LIMITS), 1_000, LIMITS)).toBe(true);
    expect(isLost(look(soon, 61_000, LIMITS), 60_100, LIMITS)).toBe(false);
  });

  it('is judged although ticks come somewhat late', () => {
    const late = Array.from({ length: 10 }, (_, i) => 600 * (i + 1));
    expect(isLost(lookAt(...late), 0, LIMITS)).toBe(true);
  });
});
