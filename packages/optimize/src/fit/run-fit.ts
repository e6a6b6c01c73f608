/**
 * The loop around a fit's decisions: carries out what `state.ts` wants, and nothing else.
 *
 * The same loop drives fits in this process and on a cluster: `evaluate` is all that differs.
 */
import type { Search } from '../samplers/sampler.js';
import { bestOf, better, type Evaluation, type FitHistory } from './history.js';
import type { EvaluationOutcome, FitAction, FitEvent, FitState } from './messages.js';
import { type FitOptions, planOf, requireFitOptions } from './options.js';
import { initialFit, step } from './state.js';

/**
 * Searches `space` for the best candidate and resolves with everything that was evaluated.
 *
 * Results are told in ask order whatever order they arrive in, so the history is a function of the sampler's options
 * and of what `evaluate` gives, but for the moment of a timeout or an interruption.
 */
export async function runFit(options: FitOptions): Promise<FitHistory> {
  requireFitOptions(options);
  const search = options.sampler.start(options.space, options.direction);
  return new Promise((resolve, reject) => new Fit(options, search, { resolve, reject }).begin());
}

/** How a fit ends for its caller. */
interface Settle {
  readonly resolve: (history: FitHistory) => void;
  readonly reject: (error: unknown) => void;
}

class Fit {
  readonly #options: FitOptions;
  readonly #search: Search;
  readonly #settle: Settle;
  readonly #evaluations: Evaluation[] = [];
  readonly #running = new Map<number, AbortController>();
  readonly #events: FitEvent[] = [];
  readonly #startedMs: number;
  #state: FitState;
  #best: Evaluation | null = null;
  #isStepping = false;

  constructor(options: FitOptions, search: Search, settle: Settle) {
    this.#options = options;
    this.#search = search;
    this.#settle = settle;
    this.#startedMs = options.now?.() ?? 0;
    this.#state = initialFit(planOf(options, search.batch));
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

  /** Steps through `event` and whatever replies follow from it, in order; a reply never runs inside another step. */
  #handle(event: FitEvent): void {
    this.#events.push(event);
    if (this.#isStepping) return;
    this.#isStepping = true;
    for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) {
      try {
        const [state, actions] = step(this.#state, next);
        this.#state = state;
        for (const action of actions) {
          const reply = this.#perform(action);
          if (reply !== null) this.#events.push(reply);
        }
      } catch (error) {
        this.#events.unshift({ type: 'rejected', error }); // a callback's, the sampler's or our own mistake
      }
    }
    this.#isStepping = false;
  }

  /** Carries out one action; gives its reply where it has one. */
  #perform(action: FitAction): FitEvent | null {
    switch (action.type) {
      case 'ask':
        return { type: 'asked', candidates: this.#search.ask(action.count) };
      case 'start':
        void this.#evaluate(action.index, action.theta);
        return null;
      case 'record':
        this.#record(action.evaluation, action.inFlight);
        return null;
      case 'announce':
        return { type: 'announced', stopAt: this.#announce(action.evaluations) };
      case 'tell':
        this.#search.tell(action.results);
        return { type: 'told', stopReasons: this.#search.stopReasons() };
      case 'finish':
        this.#finish(action);
        return null;
      case 'fail':
        this.#abortRest();
        this.#settle.reject(action.error);
        return null;
    }
  }

  async #evaluate(index: number, theta: Float64Array): Promise<void> {
    const controller = new AbortController();
    this.#running.set(index, controller);
    let event: FitEvent;
    try {
      const outcome: EvaluationOutcome = await this.#options.evaluate(index, theta.slice(), controller.signal);
      event = { type: 'evaluated', index, outcome, capacity: this.#capacity(), elapsedSeconds: this.#elapsedSeconds() };
    } catch (error) {
      event = { type: 'rejected', error };
    }
    this.#running.delete(index);
    this.#handle(event);
  }

  #record(evaluation: Evaluation, inFlight: number): void {
    this.#evaluations.push(evaluation);
    this.#best = better(this.#best, evaluation, this.#options.direction);
    this.#options.onProgress?.({
      done: this.#evaluations.length,
      total: this.#options.maxIterations,
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

  #finish({ stoppedBy, keep, stopReasons }: FitAction & { type: 'finish' }): void {
    this.#abortRest();
    const evaluations = this.#evaluations.filter(({ index }) => index < keep).sort((a, b) => a.index - b.index);
    this.#settle.resolve({ evaluations, best: bestOf(evaluations, this.#options.direction), stoppedBy, stopReasons });
  }

  #abortRest(): void {
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    for (const controller of this.#running.values()) controller.abort();
    this.#running.clear();
  }

  #capacity(): number {
    return this.#options.capacity?.() ?? this.#options.maxConcurrentEvaluations ?? 1;
  }

  #elapsedSeconds(): number {
    return ((this.#options.now?.() ?? 0) - this.#startedMs) / 1000;
  }
}
