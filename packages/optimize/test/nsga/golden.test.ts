/** All of `nsga2.json`: ranks, crowding, elites, hypervolumes, domination, crossovers, mutations, children, parents. */
import { describe, expect, it } from '@jest/globals';
import {
  type Choice,
  crowdingDistances,
  type Direction,
  type Distribution,
  nonDominatedRanks,
} from '../../src/index.js';
import { type ChildOptions, childOf } from '../../src/nsga/child.js';
import { cross } from '../../src/nsga/crossover.js';
import type { Crossover } from '../../src/nsga/crossover-options.js';
import { elite } from '../../src/nsga/crowding.js';
import type { Draws } from '../../src/nsga/draws.js';
import { hypervolume } from '../../src/nsga/hypervolume.js';
import { mutate } from '../../src/nsga/mutation.js';
import { type Compared, dominates, violationOf } from '../../src/nsga/ranks.js';
import { basisAcross, distanceToLine, undxChild } from '../../src/nsga/undx.js';
import { golden, worstDifference } from '../golden.js';

type Printed = number | 'Infinity' | '-Infinity' | 'NaN';
type Constraints = (number[] | null)[] | null;
type Recorded = ['rand', number | number[]] | ['normal', number | number[]] | ['choice', number];

interface Population {
  name: string;
  directions: Direction[];
  values: Printed[][];
  constraints: Constraints;
  ranks: number[];
  crowding_within_rank: Printed[];
  elite: Record<string, number[]>;
  pareto_feasible: number[];
  hypervolume?: { reference_in_minimised_space: number[]; value: number };
}

interface RecordedCrossover {
  kind: string;
  options: Record<string, number>;
  objectives: number;
  bounds: [number, number][];
  parents: number[][];
  draws: Recorded[];
  child: number[];
  basis?: number[][];
  distance?: number;
}

interface RecordedStudy {
  population_size: number;
  directions: Direction[];
  constraint: string | null;
  calls: (['ask', number] | ['tell', 'all' | number[]])[];
  trials: { number: number; generation: number; params: number[]; values?: number[]; state?: string }[];
  parents: Record<string, number[]>;
}

const RECORDED = golden<{
  populations: Population[];
  constrained_dominates: { values: number[][]; constraints: number[]; matrix: boolean[][] };
  crossovers: RecordedCrossover[];
  mutations: { eta: number; low: number; high: number; x: number; draws: Recorded[]; result: number }[];
  children: {
    space: Record<string, Distribution>;
    params: Record<string, Choice>[];
    values: number[][];
    cases: {
      crossover: string;
      crossover_prob: number;
      mutation: string | null;
      draws: Recorded[];
      child: Record<string, Choice>;
      left_to_independent_sampling: string[];
    }[];
  };
  studies: RecordedStudy[];
}>('nsga2.json');

const KINDS: Record<string, Crossover['kind']> = {
  UniformCrossover: 'uniform',
  BLXAlphaCrossover: 'blx-alpha',
  SBXCrossover: 'sbx',
  VSBXCrossover: 'vsbx',
  SPXCrossover: 'spx',
  UNDXCrossover: 'undx',
};

/** Gives what was drawn, in order; `rest` is what nobody has asked for. */
function replaying(recorded: readonly Recorded[]): Draws & { readonly rest: number[] } {
  const rest = recorded.flatMap(([, value]) => value);
  return { rest, uniform: () => rest.shift()!, normal: () => rest.shift()!, index: () => rest.shift()! };
}

function camel(name: string): string {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

function losses(values: readonly Printed[][], directions: readonly Direction[]): Float64Array[] {
  return values.map((one) => Float64Array.from(one, (v, i) => (directions[i] === 'maximize' ? -Number(v) : Number(v))));
}

describe.each(RECORDED.populations)('a population: $name', (population) => {
  const { directions, constraints, ranks } = population;
  const minimised = losses(population.values, directions);

  it('has the recorded ranks, and of the feasible the recorded front', () => {
    const ours = nonDominatedRanks(minimised, constraints === null ? {} : { constraints });
    expect([...ours]).toEqual(ranks);
    const feasible = [...ours.keys()].filter((i) => ours[i] === 0 && violationOf(constraints?.[i] ?? null) === 0);
    expect(feasible).toEqual(expect.arrayContaining(population.pareto_feasible));
  });

  it('has the recorded crowding distances', () => {
    for (const rank of new Set(ranks)) {
      const members = [...ranks.keys()].filter((i) => ranks[i] === rank);
      const ours = crowdingDistances(members.map((i) => population.values[i]!.map(Number)));
      const theirs = members.map((i) => Number(population.crowding_within_rank[i]));
      ours.forEach((distance, k) => {
        if (Number.isFinite(theirs[k])) expect(Math.abs(distance - theirs[k]!)).toBeLessThan(1e-12);
        else expect(distance).toBe(theirs[k]);
      });
    }
  });

  it.each(Object.entries(population.elite))('has the recorded elite of %s', (size, expected) => {
    const candidates: Compared[] = minimised.map((one, i) => ({
      losses: one,
      violation: violationOf(constraints?.[i] ?? null),
    }));
    const values = population.values.map((one) => one.map(Number));
    expect(elite(candidates, values, Number(size))).toEqual(expected);
  });

  it('dominates the recorded volume, where one is recorded', () => {
    if (population.hypervolume === undefined) return;
    const { reference_in_minimised_space: reference, value } = population.hypervolume;
    expect(Math.abs(hypervolume(minimised, reference) - value)).toBeLessThan(1e-12 * Math.max(1, value));
  });
});

it('constrained domination is as recorded', () => {
  const { values, constraints, matrix } = RECORDED.constrained_dominates;
  const candidates = values.map((one, i) => ({ losses: one, violation: violationOf([constraints[i]!]) }));
  expect(candidates.map((a) => candidates.map((b) => dominates(a, b)))).toEqual(matrix);
});

describe.each(RECORDED.crossovers.map((one, i) => ({ ...one, label: `${one.kind} ${i}` })))('$label', (recorded) => {
  const parents = recorded.parents.map((parent) => Float64Array.from(parent));
  const options = Object.fromEntries(Object.entries(recorded.options).map(([name, value]) => [camel(name), value]));

  it('gives the recorded child', () => {
    const draws = replaying(recorded.draws);
    if (recorded.basis !== undefined) {
      const etas = recorded.bounds.map(() => draws.normal(1));
      const child = undxChild(parents, { etas, xi: draws.normal(1), basis: recorded.basis });
      expect(worstDifference(child, recorded.child)).toBeLessThan(1e-12);
      expect(distanceToLine(parents)).toBeCloseTo(recorded.distance!, 12);
      for (const [k, across] of basisAcross(parents).entries()) {
        expect(worstDifference(across, recorded.basis[k]!)).toBeLessThan(1e-12);
      }
      return;
    }
    const crossover = { kind: KINDS[recorded.kind]!, ...options } as Crossover;
    const { bounds, objectives } = recorded;
    expect(worstDifference(cross(crossover, { parents, bounds, objectives, draws }), recorded.child)).toBeLessThan(
      1e-12,
    );
    expect(draws.rest).toHaveLength(0);
  });
});

it.each(RECORDED.mutations)('mutates $x of [$low, $high] with eta $eta', ({ x, low, high, eta, draws, result }) => {
  const ours = mutate({ value: x, bounds: [low, high], eta }, replaying(draws).uniform());
  expect(worstDifference([ours], [result])).toBeLessThan(1e-12);
});

describe('whole children', () => {
  const { space, params, values, cases } = RECORDED.children;
  const names = Object.keys(space);
  const distributions = Object.values(space);
  const place = (distribution: Distribution, value: Choice) =>
    distribution.name === 'CategoricalDistribution'
      ? distribution.attributes.choices.indexOf(value)
      : (value as number);
  const population = params.map((one, i) => ({
    x: names.map((name) => place(space[name]!, one[name]!)),
    losses: values[i]!,
    violation: 0,
  }));

  it.each(cases)('$crossover, mutation $mutation, probability $crossover_prob', (recorded) => {
    const options: ChildOptions = {
      distributions,
      objectives: 2,
      crossover: { kind: KINDS[recorded.crossover]! } as Crossover,
      crossoverProb: recorded.crossover_prob,
      swappingProb: 0.5,
      mutation: recorded.mutation === null ? null : { kind: 'polynomial', eta: 20 },
      mutationProb: null,
    };
    const draws = replaying(recorded.draws);
    const child = childOf(population, options, draws);
    expect(draws.rest).toHaveLength(0);
    const expected = names.map((name) =>
      recorded.left_to_independent_sampling.includes(name) ? Number.NaN : place(space[name]!, recorded.child[name]!),
    );
    names.forEach((_, d) => {
      if (Number.isNaN(expected[d])) expect(child[d]).toBeNaN();
      else expect(worstDifference([child[d]!], [expected[d]!])).toBeLessThan(1e-12);
    });
  });
});

it.each(RECORDED.studies)('chooses the recorded parents, population $population_size', (study) => {
  const candidate = (number: number) => {
    const { params, values } = study.trials[number]!;
    // The one recorded constraint is x - 0.7, of the first parameter.
    const violation = study.constraint === null ? 0 : violationOf([params[0]! - 0.7]);
    return { losses: losses([values!], study.directions)[0]!, violation };
  };
  const told = new Set<number>();
  const opened = new Map<number, number[]>([[0, []]]);
  let asked = 0;
  /** Parents are chosen when a generation opens, from what is told by then. */
  const open = (generation: number) => {
    const isMember = ({ number, generation: of, values }: RecordedStudy['trials'][number]) =>
      told.has(number) && of === generation - 1 && values !== undefined;
    const members = study.trials.filter(isMember).map(({ number }) => number);
    const numbers = [...members, ...opened.get(generation - 1)!];
    const candidates = numbers.map(candidate);
    const values = candidates.map((one) => one.losses);
    opened.set(
      generation,
      elite(candidates, values, study.population_size).map((k) => numbers[k]!),
    );
  };
  for (const [call, what] of study.calls) {
    if (call === 'tell') {
      for (const number of what === 'all' ? [...Array(asked).keys()] : what) told.add(number);
      continue;
    }
    for (const { generation } of study.trials.slice(asked, asked + what)) if (!opened.has(generation)) open(generation);
    asked += what;
  }
  for (const [generation, expected] of Object.entries(study.parents)) {
    expect(opened.get(Number(generation))).toEqual(expected);
  }
});
