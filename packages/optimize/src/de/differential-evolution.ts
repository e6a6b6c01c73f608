/**
 * Differential evolution behind ask and tell. Minimises; a value that is NaN is worse than any other.
 *
 * Storn & Price (1997), constraints after Lampinen (2002), order of events as in SciPy, whose recorded runs it replays:
 * the first population is evaluated as it is; then each generation makes one trial for each member, and a trial that is
 * no worse takes its member's place. The best is always member 0. `updating: 'async'` is ours: no trial waits for another.
 */
import type { Side } from './box.js';
import type { Draws } from './draws.js';
import { isConverged, Members, type Scored } from './members.js';
import type { EvolutionOptions } from './options.js';
import { crossed, mutantOf, samplesOf } from './strategies.js';

/** Why a population evolves no further. */
export type EvolutionEnd = 'converged' | 'maxiter' | 'maxfun' | 'callback';

/** All that a population evolves by. */
export interface Evolution {
  readonly options: EvolutionOptions;
  readonly sides: readonly Side[];
  /** The first population, in the unit cube. */
  readonly population: readonly Float64Array[];
  readonly draws: Draws;
  /** Generations after the first population; Infinity for any number. */
  readonly maxiter: number;
  /** Evaluations; Infinity for any number. */
  readonly maxfun: number;
  /** By how much each constraint is violated at `x` (natural units), none below 0; candidates that violate are not evaluated. */
  readonly violations: ((x: Float64Array) => readonly number[]) | null;
  /** Called after each generation; true ends the search. */
  readonly onGeneration: ((evolution: DifferentialEvolution) => boolean) | null;
}

/** A vector that is made, and not settled. */
interface Trial {
  readonly member: number;
  readonly u: Float64Array;
  readonly violation: readonly number[];
}

/** One population, from its first vectors to its last generation. */
export class DifferentialEvolution {
  readonly #evolution: Evolution;
  readonly #members: Members;
  /** Trials that are being evaluated, in ask order. */
  readonly #out: Trial[] = [];
  /** With `deferred`, this generation's settled trials, by member. */
  #settledTrials: Scored[] = [];
  #isInitial = true;
  #made = 0;
  #settled = 0;
  #f = 0;
  #asked = 0;
  #generations = 0;
  #end: EvolutionEnd | null = null;

  constructor(evolution: Evolution) {
    this.#evolution = evolution;
    this.#members = new Members(evolution.population);
  }

  /** Why it has ended; null while it goes on. */
  get end(): EvolutionEnd | null {
    return this.#end;
  }

  /** Generations after the first population, the one that `maxfun` ended included. */
  get generations(): number {
    return this.#generations;
  }

  /** Vectors that were asked for. */
  get evaluations(): number {
    return this.#asked;
  }

  /** Members in the unit cube, the best first. */
  get population(): readonly Float64Array[] {
    return this.#members.vectors.map((u) => u.slice());
  }

  /** Their values, Infinity where there is none. */
  get energies(): readonly number[] {
    return this.#members.energies;
  }

  /** The best member, in natural units. */
  get best(): Float64Array {
    return this.#place(this.#members.vectors[0]!);
  }

  /** The sum of the best member's violations. */
  get bestViolation(): number {
    return this.#members.violationOf(0);
  }

  /** Up to `count` vectors to evaluate, in natural units; fewer, or none, where others must be told first or at the end. */
  ask(count: number): Float64Array[] {
    const asked: Float64Array[] = [];
    while (asked.length < count) {
      const trial = this.#make();
      if (trial === null) break;
      if (this.#asked >= this.#evolution.maxfun || trial.violation.some((by) => by > 0)) {
        this.#settle(trial, Infinity);
        continue;
      }
      this.#asked++;
      this.#out.push(trial);
      asked.push(this.#place(trial.u));
    }
    return asked;
  }

  /** Takes the values of the vectors that are out, in ask order. */
  tell(values: readonly number[]): void {
    for (const value of values) {
      const trial = this.#out.shift();
      if (trial === undefined) throw new RangeError('tell must be of vectors that are out, got more values than those');
      this.#settle(trial, Number.isNaN(value) ? Infinity : value);
    }
  }

  /** The next vector, or null where others must be settled first or at the end. */
  #make(): Trial | null {
    if (this.#end !== null) return null;
    const { options, population, maxfun } = this.#evolution;
    if (this.#isInitial) return this.#made < population.length ? this.#trial(this.#made++) : null;
    if (options.updating === 'immediate' && this.#out.length > 0) return null;
    if (options.updating === 'async' && this.#made === population.length) this.#made = 0;
    if (this.#made === population.length) return null;
    if (this.#asked >= maxfun && (options.updating !== 'deferred' || this.#made === 0)) {
      if (this.#out.length > 0) return null;
      this.#generations++;
      this.#end = 'maxfun';
      return null;
    }
    if (this.#made === 0) this.#f = this.#scale();
    return this.#trial(this.#made++);
  }

  #scale(): number {
    const { mutation } = this.#evolution.options;
    return typeof mutation === 'number' ? mutation : this.#evolution.draws.dither(...mutation);
  }

  #trial(member: number): Trial {
    const u = this.#isInitial ? this.#members.vectors[member]! : this.#mixed(member);
    return { member, u, violation: this.#evolution.violations?.(this.#place(u)) ?? [] };
  }

  #mixed(member: number): Float64Array {
    const { draws, options } = this.#evolution;
    const { strategy, recombination } = options;
    const population = this.#members.vectors;
    const own = population[member]!;
    const samples = draws.samples(samplesOf(strategy), member, population.length);
    const mutant = mutantOf(strategy, { population, current: member, samples, f: this.#f });
    const forced = draws.forced(own.length);
    const bits = Array.from(own, () => draws.crossing() < recombination);
    return crossed(strategy, { own, mutant }, { forced, bits }).map((u) => (u >= 0 && u <= 1 ? u : draws.redraw()));
  }

  #settle({ member, u, violation }: Trial, energy: number): void {
    const scored: Scored = { u, energy, violation };
    this.#settled++;
    if (this.#isInitial) this.#members.set(member, scored);
    else if (this.#evolution.options.updating === 'deferred') this.#settledTrials[member] = scored;
    else if (this.#members.accept(member, scored) && this.#members.isNoWorseThan(scored, 0)) this.#members.promote();
    if (this.#settled === this.#members.vectors.length) this.#close();
  }

  /** Ends a generation: once as many trials are settled as there are members. */
  #close(): void {
    const { maxiter, onGeneration, options } = this.#evolution;
    this.#settled = 0;
    if (this.#isInitial || options.updating !== 'async') this.#made = 0;
    if (this.#isInitial) {
      this.#isInitial = false;
      this.#members.promote();
    } else {
      for (const [member, scored] of this.#settledTrials.entries()) this.#members.accept(member, scored);
      if (this.#settledTrials.length > 0) this.#members.promote();
      this.#settledTrials = [];
      this.#generations++;
      if (onGeneration?.(this)) this.#end = 'callback';
      else if (isConverged(this.#members.energies, options)) this.#end = 'converged';
    }
    if (this.#end === null && this.#generations >= maxiter) this.#end = 'maxiter';
  }

  #place(u: Float64Array): Float64Array {
    return Float64Array.from(this.#evolution.sides, (side, i) => side.fromUnit(u[i]!));
  }
}
