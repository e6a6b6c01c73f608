/**
 * One search by a sampler in Python, which survives the death of its process.
 *
 *   B1. A new process is told all that its predecessor was asked and told, call by call. With the same seed it asks for
 *       the same candidates; where it does not, the search ends with an error rather than with another history.
 *   B2. A study in a storage keeps its own history: a new process opens it again and is told only what it lacks.
 *   B3. A call that kills its process `MOST_DEATHS` times is given up.
 */
import { toPythonJson } from '../journal/python-json.js';
import type { Json } from '../options.js';
import type { Batch, Direction, RemoteSearch, Told } from '../samplers/sampler.js';
import type { SearchSpace } from '../space/search-space.js';
import { BridgeError } from './bridge-error.js';
import { PythonDied, PythonProcess } from './python-process.js';

/** What a search is started with. */
export interface OptunaSearchOptions {
  readonly python: string;
  /** Seconds for each answer; absent for the process's default. */
  readonly answerSeconds?: number | undefined;
  readonly space: SearchSpace;
  readonly direction: Direction;
  readonly batch: Batch;
  /** Members of the request that makes the study. */
  readonly study: Readonly<Record<string, Json>>;
  /** Whether a storage keeps the history (B2). */
  readonly isStored: boolean;
}

/** One call, and what was answered. */
interface Call {
  readonly op: 'ask' | 'tell';
  readonly members: Readonly<Record<string, Json>>;
  readonly answer: unknown;
}

const MOST_DEATHS = 3;

/** See the head of this file. */
export class OptunaSearch implements RemoteSearch {
  readonly batch: Batch;
  readonly #options: OptunaSearchOptions;
  readonly #calls: Call[] = [];
  /** Numbers of the trials that are out, in ask order. */
  readonly #out: number[] = [];
  #process: PythonProcess | null = null;
  #isClosed = false;

  constructor(options: OptunaSearchOptions) {
    this.#options = options;
    this.batch = options.batch;
  }

  /** Process id of the sampler, once it has been asked. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  async ask(count: number): Promise<Float64Array[]> {
    const trials = (await this.#call('ask', { count })) as readonly (readonly [number, readonly number[]])[];
    return trials.map(([number, values]) => {
      this.#out.push(number);
      return this.#candidate(values);
    });
  }

  async tell(results: readonly Told[]): Promise<void> {
    const numbers = this.#out.splice(0, results.length);
    const told = results.map(({ value, values, state, constraints }, i): Json => {
      const isFailed = state === 'failed' || Number.isNaN(value);
      return [numbers[i]!, isFailed ? null : (values ?? [value]), constraints ?? null];
    });
    await this.#call('tell', { results: told });
  }

  stopReasons(): string[] {
    return [];
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#process?.close();
  }

  /** On our own grid, where there is one: Optuna's steps are decimals, ours are the array's very numbers. */
  #candidate(values: readonly number[]): Float64Array {
    const { space } = this.#options;
    const snapped = space.fromUnit(space.toUnit(values));
    return Float64Array.from(values, (value, i) => {
      const { attributes } = space.distributions[i]!;
      return 'step' in attributes && attributes.step !== null ? snapped[i]! : value;
    });
  }

  async #call(op: Call['op'], members: Call['members']): Promise<unknown> {
    for (let deaths = 0; ; ) {
      try {
        const answer = await (await this.#alive()).request(op, members);
        if (!this.#options.isStored) this.#calls.push({ op, members, answer });
        return answer;
      } catch (error) {
        if (!(error instanceof PythonDied) || this.#isClosed || ++deaths === MOST_DEATHS) throw error;
        this.#process = null;
      }
    }
  }

  /** The process, started and brought up to date where there is none. */
  async #alive(): Promise<PythonProcess> {
    if (this.#process !== null) return this.#process;
    const { python, answerSeconds, space, direction, study } = this.#options;
    const process = new PythonProcess(python, { answerSeconds });
    this.#process = process;
    const dimensions = space.names.map((name, i) => [name, toPythonJson(space.distributions[i] as unknown as Json)]);
    await process.request('open', { ...study, direction, space: dimensions });
    const answers = await Promise.all(this.#calls.map(({ op, members }) => process.request(op, members)));
    this.#calls.forEach(({ op, answer }, i) => {
      if (op === 'tell' || toPythonJson(answer as Json) === toPythonJson(answers[i] as Json)) return;
      throw new BridgeError(
        'sampler',
        'sampler must ask for the same candidates again after its process died, got others: give it a seed, or a study in a storage',
      );
    });
    return process;
  }
}
