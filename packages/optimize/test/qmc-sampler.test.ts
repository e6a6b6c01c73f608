/** The sampler of low-discrepancy sequences, against recorded studies of Optuna. */
import { describe, expect, it } from '@jest/globals';
import {
  type Choice,
  type Dimension,
  type Distribution,
  halton,
  QmcSampler,
  SearchSpace,
  sobol,
} from '../src/index.js';
import { golden, worstDifference } from './golden.js';

interface Study {
  name: string;
  qmc_type: 'sobol' | 'halton';
  scramble: boolean;
  space: Record<string, Distribution>;
  trials: { number: number; index: number | null; params: Choice[] }[];
}

const STUDIES = golden<{ optuna: Study[] }>('qmc.json').optuna.filter(({ scramble }) => !scramble);

function dimension([name, distribution]: [string, Distribution]): Dimension {
  if (distribution.name === 'CategoricalDistribution') {
    return { name, range: { kind: 'choices', values: distribution.attributes.choices } };
  }
  const integer = distribution.name === 'IntDistribution';
  return { name, range: { kind: 'interval', ...distribution.attributes, integer } };
}

/** Parameters as coordinates: a choice is its position. */
function coordinates({ space }: Study, params: readonly Choice[]): number[] {
  return Object.values(space).map((distribution, i) =>
    distribution.name === 'CategoricalDistribution'
      ? distribution.attributes.choices.indexOf(params[i]!)
      : Number(params[i]),
  );
}

describe('QmcSampler', () => {
  it.each(STUDIES.map((study) => [study.name, study] as const))('gives the recorded candidates: %s', (_, study) => {
    const space = new SearchSpace(Object.entries(study.space).map(dimension));
    const search = new QmcSampler({ qmcType: study.qmc_type, scramble: false }).start(space, 'maximize');
    const candidates = search.ask(30);
    const placed = study.trials.filter(({ index }) => index !== null);
    for (const { index, params } of placed) {
      expect(worstDifference(candidates[index!]!, coordinates(study, params))).toBeLessThan(1e-15);
    }
    expect(placed.length).toBeGreaterThanOrEqual(2);
  });

  const CUBE = new SearchSpace(
    ['a', 'b', 'c'].map((name) => ({
      name,
      range: { kind: 'interval', low: 0, high: 1, step: null, log: false } as const,
    })),
  );

  it('starts at the corner only where it is told not to scramble', () => {
    for (const [qmcType, points] of [
      ['sobol', sobol(3, 9)],
      ['halton', halton(3, 9)],
    ] as const) {
      expect(new QmcSampler({ qmcType, scramble: false }).start(CUBE, 'maximize').ask(9)).toEqual(points);
      expect(new QmcSampler({ qmcType }).start(CUBE, 'maximize').ask(1)[0]).not.toContain(0);
    }
  });

  it('records its options with their defaults', () => {
    expect(new QmcSampler().options).toEqual({ qmcType: 'sobol', scramble: true, seed: 0 });
  });

  it.each([
    [{ qmcType: 'lattice' }, /qmcType must be sobol or halton, got lattice/],
    [{ scramble: 1 }, /scramble must be true or false, got 1/],
    [{ skip: 1 }, /an option of QmcSampler must be one of qmcType, scramble, seed, got skip/],
  ])('refuses %j', (options, message) => {
    expect(() => new QmcSampler(options as object)).toThrow(message);
  });

  it('refuses Sobol in more dimensions than there are direction numbers for', () => {
    const wide = new SearchSpace(
      Array.from({ length: 162 }, (_, i) => ({ name: `p${i}`, range: CUBE.dimensions[0]!.range })),
    );
    expect(() => new QmcSampler().start(wide, 'maximize')).toThrow(
      /qmcType must be halton for more than 161 dimensions, got sobol for 162/,
    );
    expect(new QmcSampler({ qmcType: 'halton' }).start(wide, 'maximize').ask(1)[0]).toHaveLength(162);
  });
});
