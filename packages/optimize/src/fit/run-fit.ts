/**
 * The loop around a fit's decisions: carries out what `state.ts` wants, and nothing else.
 *
 * The same loop drives fits in this process and on a cluster: `evaluate` is all that differs. A sampler of this process
 * is asked and told at once; one in another process is waited for, and nothing else is decided meanwhile.
 */
import type { Direction, RemoteSearch, Sampler, Search } from '../samplers/sampler.js';
import { frontOf } from './front.js';
import { bestOf, better, type Evaluation, type FitHistory } from './history.js';
import type { EvaluationOutcome, FitAction, FitEvent, FitPlan, FitState } from './messages.js';
import { type FitOptions, planOf, requireFitOptions, roundSizeOf } from './options.js';
import { evaluationOf } from './outcome.js';
import { Recorder } from './recorder.js';
import { Replay } from './replay.js';
import { initialFit, step } from './state.js';

/**
 * Searches `space` for the best candidate and resolves with everything that was evaluated.
 *
 * Results are told in ask order whatever order they arrive in, so the history is a function of the sampler's options
 * and of what `evaluate` gives, but for the moment of a timeout or an interruption.
 */
export async function runFit(options: FitOptions): Promise<FitHistory> {
  requireFitOptions(options);
  const replay = new Replay(options.replay ?? [], options.space);
  const search = started(options);
  try {
    return await new Promise((resolve, reject) => new Fit(options, { search, replay }, { resolve, reject }).begin());
  } finally {
    if ('close' in search) await search.close();
  }
}

function started({ sampler, space, direction }: FitOptions): Search | RemoteSearch {
  const [first, ...others] = [direction].flat() as [Direction, ...Direction[]];
  return others.length === 0
    ? sampler.start(space, first)
    : (sampler as Sampler).startSeveral!(space, [first, ...others]);
}

/** How a fit ends for its caller. */
interface Settle {
  readonly resolve: (history: FitHistory) => void;
  readonly reject: (error: unknown) => void;
}

class Fit {
  readonly #options: FitOptions;
  readonly #search: Search | RemoteSearch;
  readonly #replay: Replay;
  readonly #recorder: Recorder | null;
  readonly #settle: Settle;
  readonly #evaluations: Evaluation[] = [];
  readonly #running = new Map<number, AbortController>();
  readonly #events: FitEvent[] = [];
  readonly #startedMs: number;
  readonly #plan: FitPlan;
  #state: FitState;
  #best: Evaluation | null = null;
  #isStepping = false;

  constructor(
    options: FitOptions,
    { search, replay }: { readonly search: Search | RemoteSearch; readonly replay: Replay },
    settle: Settle,
  ) {
    this.#options = options;
    this.#search = search;
    this.#replay = replay;
    this.#recorder = options.record === undefined ? null : new Recorder(options.record);
    this.#settle = settle;
    this.#startedMs = options.now?.() ?? 0;
    this.#plan = planOf(options, search);
    this.#state = initialFit(this.#plan);
  }

  begin(): void {
    const { signal } = this.#options;
    signal?.addEventListener('abort', this.#onAbort, { once: true });
    if (signal?.aborted) this.#onAbort();
    this.#handle({ type: 'began', capacity: this.#capacity() });
  }

  readonly #onAbort = (): void => {
    const reason: unknown = this.#options.signal?.reason;
    const name = typeof reason === 'object' && reason !== null && 'name' in reason ? reason.name : null;
    this.#handle({ type: 'interrupted', isTimeout: name === 'TimeoutError' });
  };

  #handle(event: FitEvent): void {
    this.#events.push(event);
    if (!this.#isStepping) this.#run();
  }

  /** Steps through all events; a reply comes before whatever else has happened, and is waited for where it must be. */
  #run(): void {
    this.#isStepping = true;
    for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) {
      try {
        const [state, actions] = step(this.#state, next);
        this.#state = state;
        for (const action of actions) {
          const reply = this.#perform(action);
          if (reply === null) continue;
          if (reply instanceof Promise) {
            this.#await(reply); // the last action of its step: nothing is skipped
            return;
          }
          this.#events.unshift(reply);
        }
      } catch (error) {
        this.#events.unshift({ type: 'rejected', error }); // a callback's, the sampler's or our own mistake
      }
    }
    this.#isStepping = false;
  }

  #await(reply: Promise<FitEvent>): void {
    void reply
      .catch((error: unknown): FitEvent => ({ type: 'rejected', error }))
      .then((event) => {
        this.#events.unshift(event);
        this.#run();
      });
  }

  /** Carries out one action; gives its reply where it has one. */
  #perform(action: FitAction): FitEvent | Promise<FitEvent> | null {
    switch (action.type) {
      case 'ask':
        return then(this.#search.ask(action.count), (candidates) => ({ type: 'asked', candidates }));
      case 'start':
        this.#start(action.index, action.theta);
        return null;
      case 'record':
        this.#record(action.evaluation, action.inFlight);
        return null;
      case 'announce':
        return { type: 'announced', stopAt: this.#announce(action.evaluations) };
      case 'tell':
        return then(this.#search.tell(action.results), () => ({
          type: 'told',
          stopReasons: this.#search.stopReasons(),
          roundSize: roundSizeOf(this.#options, this.#search.batch),
        }));
      case 'finish':
        this.#finish(action).catch(this.#settle.reject);
        return null;
      case 'fail':
        void this.#end(() => this.#settle.reject(action.error));
        return null;
    }
  }

  /** Evaluates a candidate, or finds what was recorded of it, which arrives after what is being decided now. */
  #start(index: number, theta: Float64Array): void {
    const outcome = this.#replay.outcomeOf(index, theta);
    if (outcome === null) void this.#evaluate(index, theta);
    else this.#events.push(this.#evaluated(index, outcome));
  }

  async #evaluate(index: number, theta: Float64Array): Promise<void> {
    const controller = new AbortController();
    this.#running.set(index, controller);
    let event: FitEvent;
    try {
      const outcome = await this.#options.evaluate(index, theta.slice(), controller.signal);
      if (this.#recorder !== null && !controller.signal.aborted) {
        await this.#recorder.keep(evaluationOf(index, theta, outcome));
      }
      event = this.#evaluated(index, outcome);
    } catch (error) {
      event = { type: 'rejected', error };
    }
    this.#running.delete(index);
    this.#handle(event);
  }

  #evaluated(index: number, outcome: EvaluationOutcome): FitEvent {
    return { type: 'evaluated', index, outcome, capacity: this.#capacity(), elapsedSeconds: this.#elapsedSeconds() };
  }

  #record(evaluation: Evaluation, inFlight: number): void {
    this.#evaluations.push(evaluation);
    this.#best = better(this.#best, evaluation, this.#plan.direction);
    this.#options.onProgress?.({
      done: this.#evaluations.length,
      total: this.#plan.evaluations,
      inFlight,
      best: this.#best,
      latest: evaluation,
      evaluations: this.#evaluations,
    });
  }

  /** Shows evaluations to the callbacks, and gives the index of the first that one of them stops at. */
  #announce(evaluations: readonly Evaluation[]): number | null {
    for (const evaluation of evaluations) {
      const answers = (this.#options.callbacks ?? []).map((callback) => callback(evaluation));
      if (answers.includes('stop')) return evaluation.index;
    }
    return null;
  }

  async #finish({ stoppedBy, keep, stopReasons }: FitAction & { type: 'finish' }): Promise<void> {
    const evaluations = this.#evaluations.filter(({ index }) => index < keep).sort((a, b) => a.index - b.index);
    const best = bestOf(evaluations, this.#plan.direction);
    const front = best === null ? frontOf(evaluations, [this.#options.direction].flat()) : [best];
    const point = best === null ? null : (this.#search.recommended?.() ?? null); // a search that learned nothing has none
    const history: FitHistory = {
      evaluations,
      best,
      front,
      stoppedBy,
      stopReasons,
      recommended: point === null ? null : [...point],
      remarks: this.#search.remarks?.() ?? [],
    };
    await this.#end(() => this.#settle.resolve(history));
  }

  /** Gives up what is in flight, and settles once nothing is being written any more. */
  async #end(settle: () => void): Promise<void> {
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    for (const controller of this.#running.values()) controller.abort();
    this.#running.clear();
    await this.#recorder?.idle();
    settle();
  }

  #capacity(): number {
    return this.#options.capacity?.() ?? this.#options.maxConcurrentEvaluations ?? 1;
  }

  #elapsedSeconds(): number {
    return ((this.#options.now?.() ?? 0) - this.#startedMs) / 1000;
  }
}

/** What follows from a value, at once or when it is there. */
function then<T>(value: T | Promise<T>, next: (value: T) => FitEvent): FitEvent | Promise<FitEvent> {
  return value instanceof Promise ? value.then(next) : next(value);
}
