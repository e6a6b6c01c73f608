import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  duration,
  endLine,
  nextLineAfter,
  type ProgressView,
  progressBar,
  progressLine,
} from '../src/progress/format.js';
import { lineReporter } from '../src/progress/reporter.js';

function aView(overrides: Partial<ProgressView> = {}): ProgressView {
  return {
    name: 'ddm_mle',
    done: 120,
    total: 480,
    seconds: 60,
    best: {
      value: -12.345678901,
      parameters: [
        ['DDM.rate', 0.3123456789],
        ['DDM.threshold', 0.6],
      ],
    },
    workers: 2,
    ...overrides,
  };
}

describe('a progress line', () => {
  it('says how far, how fast, how well, by whom and how long still', () => {
    expect(progressLine(aView())).toBe(
      'ddm_mle: 120/480 evaluations, 2.0/s, best log-likelihood -12.3457 at DDM.rate 0.312346, DDM.threshold 0.6, 2 workers, 3:00 left',
    );
  });

  it('leaves out what is not known yet', () => {
    expect(progressLine(aView({ done: 0, best: null, workers: null }))).toBe('ddm_mle: 0/480 evaluations');
  });

  it('tells one worker from several, and seconds each from each second', () => {
    expect(progressLine(aView({ done: 2, workers: 1 }))).toContain('30 s each, best log-likelihood');
    expect(progressLine(aView({ done: 2, workers: 1 }))).toContain('1 worker,');
  });

  it('shows an impossible best as what it is', () => {
    expect(progressLine(aView({ best: { value: -Infinity, parameters: [['a', 1]] } }))).toContain('-Infinity at a 1');
  });
});

describe('a progress bar', () => {
  it('has everything where there is room', () => {
    const bar = progressBar(aView(), 140);
    expect(bar).toMatch(
      /^\[=+ +] 120\/480 {2}2\.0\/s {2}best -12\.3457 {2}3:00 left {2}2 workers {2}rate 0\.312 threshold 0\.6$/,
    );
  });

  it('drops the parameters first where there is less', () => {
    expect(progressBar(aView(), 70)).not.toContain('threshold');
    expect(progressBar(aView(), 70)).toContain('2 workers');
  });

  it('names the mechanism where there are several', () => {
    const parameters = [
      ['DDM.rate', 0.3],
      ['LCA.gain', 2],
    ] as const;
    expect(progressBar(aView({ best: { value: -1, parameters } }), 140)).toMatch(/DDM\.rate 0\.3 LCA\.gain 2$/);
  });

  it('is full at the end and never before', () => {
    expect(progressBar(aView({ done: 480 }), 60)).toMatch(/^\[=+]/);
    expect(progressBar(aView({ done: 479 }), 60)).toMatch(/^\[=+ +]/);
  });

  it('never is wider than the terminal', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.nat(480), fc.nat(1e6), (width, done, seconds) => {
        expect(progressBar(aView({ done, seconds }), width).length).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('the last line', () => {
  it('says what was found and why it ended', () => {
    expect(endLine(aView({ done: 480, seconds: 240 }), 'max-iterations')).toBe(
      'ddm_mle: 480 evaluations in 4:00 (2.0/s), best log-likelihood -12.3457 at DDM.rate 0.312346, DDM.threshold 0.6, stopped by max-iterations',
    );
  });

  it('admits that nothing was found', () => {
    expect(endLine(aView({ done: 0, seconds: 3, best: null }), 'interrupted')).toBe(
      'ddm_mle: 0 evaluations in 3.0 s, no evaluation was completed, stopped by interrupted',
    );
  });
});

describe('times', () => {
  it.each([
    [0.04, '0.0 s'],
    [9.96, '10.0 s'],
    [59.4, '59 s'],
    [59.6, '1:00'],
    [187, '3:07'],
    [7387, '2:03:07'],
  ])('%p seconds are %p', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});

describe('lines where there is no terminal', () => {
  it('are due at 1, 2, 5, 10, 30 seconds and then every minute', () => {
    const due = [0, 1, 1.5, 2, 4, 5, 10, 30, 59, 60, 119, 120, 3599].map(nextLineAfter);
    expect(due).toEqual([1, 2, 2, 5, 5, 10, 30, 60, 60, 120, 120, 180, 3600]);
  });

  it('come at the first result, then at growing intervals, then at the end', () => {
    let text = '';
    const reporter = lineReporter({ write: (part) => (text += part) });
    for (let tick = 0; tick <= 1200; tick += 1) reporter.update(aView({ done: tick, total: 5000, seconds: tick / 10 }));
    reporter.end(aView({ done: 1200, seconds: 120 }), 'max-iterations');

    const counts = text
      .trim()
      .split('\n')
      .map((line) => Number(/: (\d+)/.exec(line)?.[1]));
    expect(counts).toEqual([1, 10, 20, 50, 100, 300, 600, 1200, 1200]);
  });

  it('say nothing more of a fit that threw', () => {
    let text = '';
    const reporter = lineReporter({ write: (part) => (text += part) });
    reporter.end(aView(), null);
    expect(text).toBe('');
  });
});
