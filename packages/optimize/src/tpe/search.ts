/** One search by the tree-structured Parzen estimator: random first, then from the mixtures of all that is known. */

import { violationOf } from '../nsga/ranks.js';
import { type Draw, uniforms } from '../random/uniforms.js';
import { lossesOf } from '../samplers/objectives.js';
import type { Direction, Search, Told } from '../samplers/sampler.js';
import type { ResolvedTpeOptions } from '../samplers/tpe.js';
import type { SearchSpace } from '../space/search-space.js';
import { History } from './history.js';
import { acquisition, firstMaximum } from './propose.js';
import { drawPoints } from './sample.js';
import { type Grouping, subspaces } from './subspaces.js';

/** A candidate that is out. */
interface Out {
  readonly row: number;
  readonly x: Float64Array;
}

/** A search; see `Search`. Uses `nEiCandidates * (1 + dimensions)` uniforms per candidate and group of dimensions. */
export class TpeSearch implements Search {
  readonly batch = { kind: 'sequential' } as const;
  readonly #options: ResolvedTpeOptions;
  readonly #space: SearchSpace;
  readonly #directions: readonly Direction[];
  readonly #history: History;
  readonly #grouping: Grouping;
  readonly #startup: Draw;
  readonly #uniform: Draw;
  /** Dimensions that have more than one value. */
  readonly #free: readonly number[];
  /** In ask order. */
  #out: Out[] = [];

  constructor(options: ResolvedTpeOptions, space: SearchSpace, directions: readonly Direction[]) {
    this.#options = options;
    this.#space = space;
    this.#directions = directions;
    const multivariate = options.multivariate ?? directions.length === 1;
    this.#grouping = multivariate ? (options.group ? 'groups' : 'common') : 'alone';
    this.#free = space.bounds.flatMap(([low, high], d) => (low < high ? [d] : []));
    this.#history = new History({
      distributions: space.distributions,
      objectives: directions.length,
      constantLiar: options.constantLiar,
      bandwidth: options.compat === '5' ? 'gaps' : multivariate ? 'alike' : 'gaps-with-prior',
      goodWeights: options.compat === '5' ? 'recency' : 'volume',
    });
    this.#startup = uniforms(options.seed, 'tpe-startup');
    this.#uniform = uniforms(options.seed, 'tpe');
  }

  ask(count: number): Float64Array[] {
    return Array.from({ length: count }, () => {
      const isStartup = this.#history.finished < this.#options.nStartupTrials;
      const x = isStartup
        ? this.#space.fromUnit(Float64Array.from(this.#space.names, this.#startup))
        : this.#space.nearest(this.#propose());
      this.#out.push({ row: this.#history.add(x), x: x.slice() });
      return x;
    });
  }

  tell(results: readonly Told[]): void {
    for (const result of results) this.#take(this.#rowOf(result.x), result);
  }

  learn(results: readonly Told[]): void {
    for (const result of results) this.#take(this.#history.add(result.x), result);
  }

  stopReasons(): string[] {
    return [];
  }

  #propose(): Float64Array {
    const x = Float64Array.from(this.#space.bounds, ([low]) => low);
    for (const group of subspaces(this.#space.size, this.#history.patterns, this.#grouping)) {
      const dimensions = group.filter((d) => this.#free.includes(d));
      if (dimensions.length === 0) continue;
      const { good, bad } = this.#history.mixtures(dimensions);
      const points = drawPoints(good, this.#options.nEiCandidates, this.#uniform);
      const winner = points[firstMaximum(acquisition(good, bad, points))]!;
      for (const [i, d] of dimensions.entries()) x[d] = winner[i]!;
    }
    return x;
  }

  #take(row: number, result: Told): void {
    if (result.state === 'failed') {
      this.#history.fail(row);
      return;
    }
    this.#history.rank({
      row,
      losses: lossesOf(result, this.#directions),
      violation: violationOf(result.constraints ?? []),
      prunedAt: result.state === 'pruned' ? (result.step ?? -1) : null,
    });
  }

  /** The row of the oldest candidate that is out at `x`; a new one where none is. */
  #rowOf(x: Float64Array): number {
    const at = this.#out.findIndex((one) => one.x.every((value, d) => value === x[d]));
    return at < 0 ? this.#history.add(x) : this.#out.splice(at, 1)[0]!.row;
  }
}
