/** A new candidate from a population: chosen parents, crossover, mutation (Deb et al. 2002, as Optuna has it). */
import { type Distribution, fromRaw, type NumericDistribution, rawBounds } from '../space/distribution.js';
import { type CrossoverInput, cross } from './crossover.js';
import { type Crossover, type Mutation, parentCount } from './crossover-options.js';
import type { Draws } from './draws.js';
import { mutate } from './mutation.js';
import { type Compared, dominates } from './ranks.js';

/** A candidate that may have children. */
export interface Individual extends Compared {
  /** In natural units, of choices the position. */
  readonly x: ArrayLike<number>;
}

/** How children are made. */
export interface ChildOptions {
  readonly distributions: readonly Distribution[];
  readonly objectives: number;
  readonly crossover: Crossover;
  readonly crossoverProb: number;
  readonly swappingProb: number;
  readonly mutation: Mutation | null;
  /** Of each gene; null is 1 / dimensions. */
  readonly mutationProb: number | null;
}

/** Crossovers that leave the box are done again, this often; then they are clipped. */
const MAX_TRIES = 100;

/**
 * A child of `population`, in natural units, on the grid; NaN where a mutated gene is to be drawn anew at random.
 *
 * The population has as many individuals as the crossover needs parents, or more.
 */
export function childOf(population: readonly Individual[], options: ChildOptions, draws: Draws): Float64Array {
  const { distributions, crossoverProb, mutation } = options;
  const isCrossed = draws.uniform() < crossoverProb;
  const child = isCrossed
    ? crossed(population, options, draws)
    : Float64Array.from(population[draws.index(population.length)]!.x);
  const genes = [...distributions.keys()];
  const order = isCrossed
    ? [...genes.filter((d) => !isNumeric(distributions[d]!)), ...genes.filter((d) => isNumeric(distributions[d]!))]
    : genes;
  const mutationProb = options.mutationProb ?? 1 / genes.length;
  for (const d of order) {
    if (draws.uniform() >= mutationProb) continue;
    const distribution = distributions[d]!;
    if (mutation === null || !isNumeric(distribution)) child[d] = Number.NaN;
    else child[d] = mutated(distribution, child[d]!, { eta: mutation.eta ?? 20, u: draws.uniform() });
  }
  return child;
}

function mutated(distribution: NumericDistribution, value: number, { eta, u }: { eta: number; u: number }): number {
  return fromRaw(distribution, mutate({ value: toRaw(distribution, value), bounds: rawBounds(distribution), eta }, u));
}

function crossed(population: readonly Individual[], options: ChildOptions, draws: Draws): Float64Array {
  for (let tries = 1; ; tries++) {
    const { child, isInside } = tryCrossover(chooseParents(population, options.crossover, draws), options, draws);
    if (isInside || tries === MAX_TRIES) return child;
  }
}

/** Each parent wins a tournament of two, which may be one and the same, over those that are no parents yet. */
function chooseParents(population: readonly Individual[], crossover: Crossover, draws: Draws): Individual[] {
  const parents: Individual[] = [];
  while (parents.length < parentCount(crossover)) {
    const left = population.filter((one) => !parents.includes(one));
    const first = left[draws.index(left.length)]!;
    const second = left[draws.index(left.length)]!;
    parents.push(dominates(first, second) ? first : second);
  }
  return parents;
}

function tryCrossover(
  parents: readonly Individual[],
  { distributions, swappingProb, crossover, objectives }: ChildOptions,
  draws: Draws,
): { child: Float64Array; isInside: boolean } {
  const child = Float64Array.from(parents[0]!.x);
  const numeric: [number, NumericDistribution][] = [];
  for (const [d, distribution] of distributions.entries()) {
    if (isNumeric(distribution)) numeric.push([d, distribution]);
    else if (draws.uniform() >= swappingProb) child[d] = parents.at(-1)!.x[d]!;
  }
  if (numeric.length === 0) return { child, isInside: true };
  const bounds = numeric.map(([, distribution]) => rawBounds(distribution));
  const genes = parents.map(({ x }) => Float64Array.from(numeric, ([d, distribution]) => toRaw(distribution, x[d]!)));
  const input: CrossoverInput = { parents: genes, bounds, objectives, draws };
  const raw = cross(crossover, input);
  let isInside = true;
  numeric.forEach(([d, distribution], k) => {
    // Beyond the upper end, and on grids on both sides, Optuna takes the end; only below a continuous range it tries again.
    if (distribution.attributes.step === null && raw[k]! < bounds[k]![0]) isInside = false;
    child[d] = fromRaw(distribution, raw[k]!);
  });
  return { child, isInside };
}

function isNumeric(distribution: Distribution): distribution is NumericDistribution {
  return distribution.name !== 'CategoricalDistribution';
}

function toRaw({ attributes: { log } }: NumericDistribution, value: number): number {
  return log ? Math.log(value) : value;
}
