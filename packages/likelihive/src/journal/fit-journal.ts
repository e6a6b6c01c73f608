/** One fit's journal: what it has recorded before, and where what it evaluates now is kept. */
import type { Recipe } from '@likelihive/model';
import {
  type Evaluation,
  type JournalStudy,
  OptunaSampler,
  type Recorded,
  type SearchSpace,
} from '@likelihive/optimize';
import { optionError } from '../options/check.js';
import type { PECOptimizationFunction } from '../pec/optimization-function.js';
import { say } from '../progress/notices.js';
import { VERSION } from '../version.js';
import type { JournalChoice } from './choice.js';
import { type IdentifiedSearch, identityOf } from './identity.js';
import { type SharedJournal, sharedJournal } from './open-journals.js';

/** Attribute of a trial: simulated paths that reached `maxSeconds`. */
const TRUNCATED = 'truncated';

/** What is journaled. */
export interface FitToJournal extends IdentifiedSearch {
  readonly name: string;
  readonly recipe: Recipe;
  readonly space: SearchSpace;
  readonly optimizer: PECOptimizationFunction;
}

/** What the evaluation of a candidate came to, beside its value. */
interface Note {
  readonly startedMs: number;
  readonly truncated: number;
}

/** Opens the journal of a fit, or refuses to: where the file holds another fit, or is not to be resumed. */
export async function openFitJournal({ path, resume }: JournalChoice, fit: FitToJournal): Promise<FitJournal> {
  const { name, recipe, space, optimizer, started } = fit;
  if (optimizer.method instanceof OptunaSampler && optimizer.method.isStored) {
    throw optionError(
      'journal',
      'must be absent where the method is a study in a storage, which keeps its history itself',
    );
  }
  const shared = await sharedJournal(path, resume ?? false);
  const study = await shared.journal.study({
    name,
    directions: optimizer.directions,
    space,
    identity: identityOf(recipe, fit),
    attributes: {
      likelihive: VERSION,
      model: recipe.program.last.kind,
      sampler: started.sampler.name,
      initialSeed: recipe.initialSeed,
      numEstimates: recipe.numEstimates,
      maxIterations: optimizer.maxIterations,
    },
  });
  if (study.recorded.length > 0) say(`journal: ${name} goes on from ${study.recorded.length} evaluations in ${path}`);
  else if (resume === true && !shared.journal.isResumed)
    say(`journal: ${path} is new: ${name} starts from the beginning`);
  return new FitJournal(shared, study);
}

/** See the head of this file. */
export class FitJournal {
  readonly #shared: SharedJournal;
  readonly #study: JournalStudy;
  #signal: AbortSignal | null = null;
  readonly #notes = new Map<number, Note>();

  constructor(shared: SharedJournal, study: JournalStudy) {
    this.#shared = shared;
    this.#study = study;
  }

  /** The fit begins; once `signal` aborts, it does not wait for a disk any more. */
  begin(signal: AbortSignal): void {
    this.#signal = signal;
    this.#shared.signals.add(signal);
  }

  /** Evaluations that need not be made again. */
  get replay(): readonly Evaluation[] {
    return this.#study.recorded.map(({ evaluation }) => evaluation);
  }

  /** Truncated paths of those among them that a history holds. */
  truncatedIn(history: readonly { readonly index: number }[]): number {
    const indices = new Set(history.map(({ index }) => index));
    const of = ({ evaluation, attributes }: Recorded) =>
      indices.has(evaluation.index) ? Number(attributes[TRUNCATED] ?? 0) : 0;
    return this.#study.recorded.reduce((sum, recorded) => sum + of(recorded), 0);
  }

  /** Notes when an evaluation began, and how many paths were cut off in it. */
  note(index: number, note: Note): void {
    this.#notes.set(index, note);
  }

  /** Resolves when `evaluations` are on the disk. */
  readonly record = async (evaluations: readonly Evaluation[]): Promise<void> => {
    const completedMs = Date.now();
    const records = evaluations.map((evaluation) => {
      const { startedMs = completedMs, truncated = 0 } = this.#notes.get(evaluation.index) ?? {};
      this.#notes.delete(evaluation.index);
      return { evaluation, startedMs, completedMs, attributes: truncated > 0 ? { [TRUNCATED]: truncated } : {} };
    });
    await this.#study.record(records);
    if (this.#shared.blocked === null) return;
    this.#shared.blocked = null;
    say(`journal: ${this.#shared.journal.path} can be written again: the fit goes on`);
  };

  /** The fit has ended; the file stays open for the process's other fits. */
  end(): void {
    if (this.#signal !== null) this.#shared.signals.delete(this.#signal);
  }
}
