/**
 * The twelve strategies: which vector a trial is mixed from, and which of its coordinates it takes.
 *
 * Storn & Price (1997), J. Global Optim. 11:341-359; the names and formulas are those of SciPy's `differential_evolution`,
 * against whose recorded runs they are tested. Member 0 of a population is always its best.
 */

/** Where a trial's coordinates come from: its base, then how many of them. */
export const STRATEGIES = [
  'best1bin',
  'best1exp',
  'rand1bin',
  'rand1exp',
  'rand2bin',
  'rand2exp',
  'randtobest1bin',
  'randtobest1exp',
  'currenttobest1bin',
  'currenttobest1exp',
  'best2bin',
  'best2exp',
] as const;

/** Name of a strategy. */
export type Strategy = (typeof STRATEGIES)[number];

/** A coordinate of the mutant; `at(k)` is that coordinate of the k-th sampled member. */
type Mutation = (f: number, best: number, current: number, at: (k: number) => number) => number;

interface Base {
  /** Members that are sampled for one trial. */
  readonly samples: number;
  readonly mutation: Mutation;
}

const BASES: Readonly<Record<string, Base>> = {
  best1: { samples: 2, mutation: (f, best, _current, at) => best + f * (at(0) - at(1)) },
  rand1: { samples: 3, mutation: (f, _best, _current, at) => at(0) + f * (at(1) - at(2)) },
  rand2: { samples: 5, mutation: (f, _best, _current, at) => at(0) + f * (at(1) + at(2) - at(3) - at(4)) },
  randtobest1: {
    samples: 3,
    mutation(f, best, _current, at) {
      const towards = at(0) + f * (best - at(0));
      return towards + f * (at(1) - at(2));
    },
  },
  currenttobest1: {
    samples: 2,
    mutation: (f, best, current, at) => current + f * (best - current + at(0) - at(1)),
  },
  best2: { samples: 4, mutation: (f, best, _current, at) => best + f * (at(0) + at(1) - at(2) - at(3)) },
};

/** Members, beside the one that the trial is for, that `strategy` needs. */
export function samplesOf(strategy: Strategy): number {
  return baseOf(strategy).samples;
}

/** What a trial for member `current` is made of. */
export interface Parents {
  readonly population: readonly Float64Array[];
  readonly current: number;
  /** Indices of the sampled members. */
  readonly samples: readonly number[];
  /** Scale of the differences. */
  readonly f: number;
}

/** The whole mutant, before the crossover. */
export function mutantOf(strategy: Strategy, { population, current, samples, f }: Parents): Float64Array {
  const { mutation } = baseOf(strategy);
  const best = population[0]!;
  const own = population[current]!;
  return own.map((value, i) => mutation(f, best[i]!, value, (k) => population[samples[k]!]![i]!));
}

/**
 * `own` with the coordinates of `mutant` that the crossover takes: with `bin` the forced one and each whose bit is set,
 * with `exp` a run from the forced one on, as long as bits (counted along the run) are set.
 */
export function crossed(
  strategy: Strategy,
  { own, mutant }: { readonly own: Float64Array; readonly mutant: Float64Array },
  { forced, bits }: { readonly forced: number; readonly bits: readonly boolean[] },
): Float64Array {
  if (strategy.endsWith('bin')) return own.map((value, i) => (i === forced || bits[i] ? mutant[i]! : value));
  const trial = own.slice();
  for (let run = 0; run < trial.length && (run === 0 || bits[run]); run++) {
    const i = (forced + run) % trial.length;
    trial[i] = mutant[i]!;
  }
  return trial;
}

function baseOf(strategy: Strategy): Base {
  return BASES[strategy.slice(0, -3)]!;
}
