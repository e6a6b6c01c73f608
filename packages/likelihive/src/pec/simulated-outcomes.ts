/** What a model simulates, the array (trials x estimates x outcomes) that objective functions are given. */
import { OutputPort } from '@likelihive/model';

import { optionError, shown } from '../options/check.js';

/** Simulated outcomes of every trial and estimate; NaN where a path was cut off at the limit of model time. */
export class SimulatedOutcomes {
  readonly trials: number;
  readonly estimates: number;
  /** `Mechanism.PORT`, in the order of the outcome variables. */
  readonly outcomes: readonly string[];
  /** Paths that were cut off. */
  readonly truncated: number;
  readonly #columns: readonly Float64Array[];
  #values: Float64Array | null = null;

  /** Made by `pec.simulate` and for objective functions. `columns`: of each outcome [trials * estimates], trial by trial. */
  constructor(columns: readonly Float64Array[], rest: Pick<SimulatedOutcomes, 'trials' | 'outcomes' | 'truncated'>) {
    this.#columns = columns;
    this.trials = rest.trials;
    this.estimates = columns[0]!.length / rest.trials;
    this.outcomes = rest.outcomes;
    this.truncated = rest.truncated;
  }

  /** `[trials, estimates, outcomes]`. */
  get shape(): readonly [trials: number, estimates: number, outcomes: number] {
    return [this.trials, this.estimates, this.outcomes.length];
  }

  /** All values, outcomes next to each other, then estimates, then trials. */
  get values(): Float64Array {
    const count = this.#columns.length;
    this.#values ??= Float64Array.from({ length: count * this.#columns[0]!.length }, (_, i) => {
      return this.#columns[i % count]![Math.floor(i / count)]!;
    });
    return this.#values;
  }

  /** One value; `outcome` is a position among `outcomes`, or an output port. */
  at(trial: number, estimate: number, outcome: number | OutputPort): number {
    const column = this.#columns[this.#placeOf(outcome)]!;
    const isThere = trial >= 0 && trial < this.trials && estimate >= 0 && estimate < this.estimates;
    const value = isThere ? column[trial * this.estimates + estimate] : undefined;
    if (value !== undefined) return value;
    throw optionError('at', `must be asked for one of ${this.shape.join(' x ')} values, got [${trial}, ${estimate}]`);
  }

  /** One outcome of all trials and estimates, [trials * estimates], trial by trial: not a copy. */
  of(outcome: number | OutputPort): Float64Array {
    return this.#columns[this.#placeOf(outcome)]!;
  }

  /** One outcome of one trial, an element an estimate: not a copy. */
  trial(trial: number, outcome: number | OutputPort): Float64Array {
    const { estimates } = this;
    return this.of(outcome).subarray(trial * estimates, (trial + 1) * estimates);
  }

  #placeOf(outcome: number | OutputPort): number {
    const isPort = outcome instanceof OutputPort;
    const place = isPort ? this.outcomes.indexOf(`${outcome.mechanism.name}.${outcome.name}`) : outcome;
    if (Number.isInteger(place) && place >= 0 && place < this.outcomes.length) return place;
    throw optionError('outcome', `must be one of ${this.outcomes.join(', ')}, got ${shown(outcome)}`);
  }
}
