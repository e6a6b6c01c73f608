/**
 * One search by the genetic algorithm: generations of children, the first drawn at random.
 *
 * A generation closes once as many results as it has candidates are told and none that it asked for is out. Results
 * of candidates that it did not ask for belong to the generation that is open, so enough of them make the first.
 */
import { type Draw, uniforms } from '../random/uniforms.js';
import type { ResolvedNsgaIIOptions } from '../samplers/nsga-ii.js';
import { lossesOf } from '../samplers/objectives.js';
import type { Batch, Direction, Search, Told } from '../samplers/sampler.js';
import type { SearchSpace } from '../space/search-space.js';
import { type ChildOptions, childOf, type Individual } from './child.js';
import { parentCount } from './crossover-options.js';
import { elite } from './crowding.js';
import { type Draws, geneticDraws } from './draws.js';
import { violationOf } from './ranks.js';

/** A search; see `Search`. */
export class NsgaIISearch implements Search {
  readonly batch: Batch;
  readonly #size: number;
  readonly #space: SearchSpace;
  readonly #directions: readonly Direction[];
  readonly #child: ChildOptions;
  /** Dimensions that have more than one value. */
  readonly #free: readonly number[];
  readonly #draws: Draws;
  /** For the first generation, and for genes that mutate at random. */
  readonly #random: Draw;
  #parents: readonly Individual[] = [];
  /** Of the open generation, in the order in which they were told; failed ones are not among them. */
  #members: Individual[] = [];
  /** Results of the open generation, failed ones too. */
  #told = 0;
  #out = 0;

  constructor(options: ResolvedNsgaIIOptions, space: SearchSpace, directions: readonly Direction[]) {
    this.#size = options.populationSize;
    this.batch = { kind: 'population', size: this.#size };
    this.#space = space;
    this.#directions = directions;
    this.#free = space.bounds.flatMap(([low, high], d) => (low < high ? [d] : []));
    const distributions = this.#free.map((d) => space.distributions[d]!);
    this.#child = { ...options, distributions, objectives: directions.length };
    this.#draws = geneticDraws(options.seed);
    this.#random = uniforms(options.seed, 'nsga-ii-startup');
  }

  ask(count: number): Float64Array[] {
    if (this.#told >= this.#size && this.#out === 0) this.#close();
    const left = Math.max(0, Math.min(count, this.#size - this.#told - this.#out));
    this.#out += left;
    return Array.from({ length: left }, () => this.#next());
  }

  tell(results: readonly Told[]): void {
    this.#out = Math.max(0, this.#out - results.length);
    this.learn(results);
  }

  learn(results: readonly Told[]): void {
    this.#told += results.length;
    for (const result of results) {
      if (result.state === 'failed' || result.x.some(Number.isNaN)) continue;
      this.#members.push({
        x: Float64Array.from(this.#free, (d) => result.x[d]!),
        losses: lossesOf(result, this.#directions),
        violation: violationOf(result.constraints ?? null),
      });
    }
  }

  stopReasons(): string[] {
    return [];
  }

  #close(): void {
    const all = [...this.#members, ...this.#parents];
    const losses = all.map((one) => one.losses);
    this.#parents = elite(all, losses, this.#size).map((i) => all[i]!);
    this.#members = [];
    this.#told = 0;
  }

  #next(): Float64Array {
    const drawn = this.#space.fromUnit(Float64Array.from(this.#space.names, this.#random));
    const isTooFew = this.#parents.length < parentCount(this.#child.crossover);
    if (isTooFew || this.#free.length === 0) return drawn;
    const child = childOf(this.#parents, this.#child, this.#draws);
    for (const [k, d] of this.#free.entries()) if (!Number.isNaN(child[k])) drawn[d] = child[k]!;
    return this.#space.nearest(drawn);
  }
}
