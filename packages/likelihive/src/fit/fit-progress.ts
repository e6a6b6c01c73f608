/** Feeds one fit's progress to its reporter, at each result and once a second; keeps the process alive until it ends. */
import { type Recipe, valuesOf } from '@likelihive/model';
import type { FitProgress } from '@likelihive/optimize';

import type { ProgressView } from '../progress/format.js';
import { speakThrough } from '../progress/notices.js';
import { createReporter, type Reporter } from '../progress/reporter.js';
import type { Evaluator } from './evaluator.js';
import { studyHost } from './host.js';

/** What a feed is about. */
export interface FeedOptions {
  readonly name: string;
  readonly recipe: Recipe;
  /** Evaluations of the whole fit. */
  readonly total: number;
  readonly evaluator: Evaluator;
  /** `performance.now()` when the fit began. */
  readonly startedMs: number;
}

const TICK_MS = 1000;

/** One fit's progress; `end` must be called, later calls of it do nothing. */
export class FitProgressFeed {
  readonly #options: FeedOptions;
  readonly #reporter: Reporter;
  /** Not unref'ed: a fit on a cluster waits for sockets, and those keep no process alive. */
  readonly #timer: NodeJS.Timeout;
  #latest: FitProgress | null = null;
  readonly #silence: () => void;
  #isEnded = false;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#reporter = createReporter(studyHost().progress, process.stderr);
    this.#silence = speakThrough((text) => this.#reporter.say(text));
    this.#timer = setInterval(() => this.#show(), TICK_MS);
    this.#show();
  }

  onProgress(progress: FitProgress): void {
    this.#latest = progress;
    this.#show();
  }

  /** `stoppedBy` null: the fit threw, and the error says the rest. */
  end(stoppedBy: string | null): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    clearInterval(this.#timer);
    this.#silence();
    this.#reporter.end(this.#view(), stoppedBy);
  }

  #show(): void {
    this.#reporter.update(this.#view());
  }

  #view(): ProgressView {
    const { name, recipe, total, evaluator, startedMs } = this.#options;
    const best = this.#latest?.best ?? null;
    const values = valuesOf(recipe, best?.parameters ?? []);
    return {
      name,
      done: this.#latest?.done ?? 0,
      total,
      seconds: (performance.now() - startedMs) / 1000,
      best: best && {
        value: best.value,
        parameters: recipe.parameters.map((parameter, index) => [parameter.name, values[index]!]),
      },
      workers: evaluator.workers?.() ?? null,
    };
  }
}
