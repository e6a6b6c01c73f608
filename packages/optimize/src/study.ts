/**
 * A sampler with a past: what was evaluated, what is to be evaluated first, and fits that go on from one another.
 *
 * A study is handed to a fit in a sampler's place. Its search asks for the enqueued start points, in order, and for
 * the sampler's candidates after them; results are kept under their names, and the next fit's search learns from them.
 */
import { OptimizeError } from './errors.js';
import { ranksOf, violationOf } from './nsga/ranks.js';
import { type Json, requireKnownOptions } from './options.js';
import { lossesOf, requireDirections } from './samplers/objectives.js';
import type { Direction, Sampler, Search, Told } from './samplers/sampler.js';
import type { Choice } from './space/distribution.js';
import type { SearchSpace } from './space/search-space.js';
import { StudySearch } from './study-search.js';

/** A candidate by name: numbers, and of choices the choice itself. */
export type Parameters = Readonly<Record<string, Choice>>;

/** What a study knows of one candidate. */
export interface StudyEvaluation extends Omit<Told, 'x'> {
  readonly parameters: Parameters;
}

/** Options of a `Study`. */
export interface StudyOptions {
  /** What proposes candidates once the start points are used up. */
  readonly sampler: Sampler;
  /** A list has one per objective. Default: that of the first fit, or `maximize` before any. */
  readonly direction?: Direction | readonly Direction[] | undefined;
  /** Start points, as for `enqueue`. */
  readonly enqueue?: readonly Parameters[] | undefined;
  /** What was evaluated before: another study, which goes on growing, or evaluations. */
  readonly history?: Study | readonly StudyEvaluation[] | undefined;
}

const KNOWN = ['sampler', 'direction', 'enqueue', 'history'];

/** A history, start points, and the sampler that goes on from them; stands wherever a sampler does. */
export class Study implements Sampler {
  readonly #sampler: Sampler;
  readonly #history: Study | readonly StudyEvaluation[];
  readonly #own: StudyEvaluation[] = [];
  readonly #queue: Parameters[] = [];
  #directions: readonly Direction[] | null;

  constructor(options: StudyOptions) {
    requireKnownOptions('Study', options, KNOWN);
    const { sampler, direction, enqueue = [], history = [] } = options;
    if (typeof (sampler as Partial<Sampler> | undefined)?.start !== 'function') {
      throw new OptimizeError('sampler', `sampler must be a sampler, got ${String(sampler)}`);
    }
    this.#sampler = sampler;
    this.#history = history;
    this.#directions = direction === undefined ? null : requireDirections([direction].flat());
    if (this.#directions !== null) this.#requireCapable(this.#directions);
    for (const parameters of enqueue) this.enqueue(parameters);
  }

  /** The sampler's name. */
  get name(): string {
    return this.#sampler.name;
  }

  /** The sampler's options, and what the study adds to them now. */
  get options(): Readonly<Record<string, Json>> {
    return { ...this.#sampler.options, enqueued: [...this.#queue], history: this.evaluations.length };
  }

  /** All that is known, the history first, in the order in which it was told. */
  get evaluations(): readonly StudyEvaluation[] {
    return [...(this.#history instanceof Study ? this.#history.evaluations : this.#history), ...this.#own];
  }

  /** The first of the best complete and feasible evaluations; null where there is none, or several objectives. */
  get best(): StudyEvaluation | null {
    return this.#objectives.length > 1 ? null : (this.front[0] ?? null);
  }

  /** The complete and feasible evaluations that no other dominates, in the order in which they were told. */
  get front(): readonly StudyEvaluation[] {
    const known = this.evaluations.filter(
      ({ state, constraints, value }) =>
        (state ?? 'complete') === 'complete' && !Number.isNaN(value) && violationOf(constraints ?? null) === 0,
    );
    const compared = known.map((one) => ({ losses: lossesOf(told(one), this.#objectives), violation: 0 }));
    if (this.#objectives.length === 1) {
      const least = compared.reduce((lowest, { losses }) => Math.min(lowest, losses[0]!), Infinity);
      return known.filter((_, i) => compared[i]!.losses[0] === least);
    }
    const ranks = ranksOf(compared);
    return known.filter((_, i) => ranks[i] === 0);
  }

  /**
   * Adds a start point, to be evaluated after those that wait already and before the sampler's next candidate.
   *
   * Names and values are checked against the space of the fit that asks for it.
   */
  enqueue(parameters: Parameters): void {
    if (typeof parameters !== 'object' || parameters === null) {
      throw new OptimizeError('enqueue', `enqueue must be given parameters by name, got ${String(parameters)}`);
    }
    this.#queue.push({ ...parameters });
  }

  start(space: SearchSpace, direction: Direction): Search {
    if (this.#directions !== null && this.#directions[0] !== direction) {
      const wanted = this.#directions[0]!;
      throw new OptimizeError('direction', `direction must be that of the study, '${wanted}', got '${direction}'`);
    }
    return this.startSeveral(space, this.#directions ?? [direction]);
  }

  startSeveral(space: SearchSpace, directions: readonly Direction[]): Search {
    this.#requireCapable(requireDirections(directions));
    this.#directions ??= directions;
    for (const parameters of this.#queue) space.fromChoices(parameters);
    const search =
      directions.length > 1
        ? this.#sampler.startSeveral!(space, directions)
        : this.#sampler.start(space, directions[0]!);
    search.learn?.(this.evaluations.flatMap((one) => placed(one, space)));
    return new StudySearch({
      space,
      search,
      queue: this.#queue,
      record: (result) => {
        const { x, ...rest } = result;
        const choices = space.toChoices(x);
        const parameters = Object.fromEntries(space.names.map((name, d) => [name, choices[d]!]));
        this.#own.push({ parameters, ...rest });
      },
    });
  }

  get #objectives(): readonly Direction[] {
    return this.#directions ?? ['maximize'];
  }

  #requireCapable(directions: readonly Direction[]): void {
    if (directions.length === 1 || this.#sampler.startSeveral !== undefined) return;
    throw new OptimizeError(
      'direction',
      `direction must be one for a sampler of one objective, ${this.#sampler.name}, got ${directions.length}`,
    );
  }
}

function told({ parameters: _, ...rest }: StudyEvaluation): Told {
  return { x: new Float64Array(0), ...rest };
}

/** The evaluation in `space`, NaN for parameters that it lacks; nothing where it lies outside or lacks them all. */
function placed(evaluation: StudyEvaluation, space: SearchSpace): Told[] {
  const x = Float64Array.from(space.distributions, (distribution, d) => {
    const value = evaluation.parameters[space.names[d]!];
    if (value === undefined) return Number.NaN;
    if (distribution.name === 'CategoricalDistribution') return distribution.attributes.choices.indexOf(value);
    return typeof value === 'number' ? value : Infinity;
  });
  const isInside = space.bounds.every(([low, high], d) => Number.isNaN(x[d]) || (x[d]! >= low && x[d]! <= high));
  return isInside && !x.every(Number.isNaN) ? [{ ...told(evaluation), x }] : [];
}
