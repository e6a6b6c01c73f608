/**
 * One fit of a PEC, from its options to its result.
 *
 * A fit in this process and one on a cluster are the same loop (`runFit`) over the same recipe; only the evaluator
 * differs. Everything that can be wrong with the study is found before an evaluator is made.
 */
import {
  type DataTable,
  evaluationSeed,
  firstDifference,
  type PecInputs,
  type Recipe,
  valuesOf,
} from '@likelihive/model';
import { type FitCallback, type FitHistory, runFit, SearchSpace } from '@likelihive/optimize';
import { journalChoice } from '../journal/choice.js';
import type { FitJournal } from '../journal/fit-journal.js';
import { optionError, shown } from '../options/check.js';
import type { DistributedOptions } from '../pec/distributed-options.js';
import { outcomeNames } from '../pec/objective.js';
import type { PECOptimizationFunction } from '../pec/optimization-function.js';
import type { ParameterEstimationComposition } from '../pec/parameter-estimation-composition.js';
import { Deadline } from './deadline.js';
import type { Evaluator } from './evaluator.js';
import { FitProgressFeed } from './fit-progress.js';
import type { FitResult } from './fit-result.js';
import { studyHost } from './host.js';
import { whileInterruptible } from './interrupt.js';
import { noteFreshSeeds, warnOfImpossible, warnOfNoPolish, warnOfRemarks, warnOfTruncation } from './notes.js';
import type { ObjectiveCall } from './objective-value.js';
import { polishFrom, requirePolishable } from './polish.js';
import { recommendationOf } from './recommendation.js';
import { resultOf } from './result-of.js';
import { evaluatorHere } from './score-here.js';
import { type StartedSearch, searchOf } from './search-of.js';

/** Every evaluation of a fit failed, so that there is nothing to return. */
export class FitError extends Error {
  override readonly name = 'FitError';
  readonly code = 'ERR_FIT_FAILED';
}

/** All that one fit needs. */
interface Fit {
  readonly pec: ParameterEstimationComposition;
  readonly optimizer: PECOptimizationFunction;
  readonly started: StartedSearch;
  readonly recipe: Recipe;
  readonly space: SearchSpace;
  /** Null for a fit in this process. */
  readonly spread: DistributedOptions | null;
}

/** Fits `pec` with `inputs`; see `ParameterEstimationComposition.run`. */
export async function runPecFit(pec: ParameterEstimationComposition, inputs: PecInputs): Promise<FitResult> {
  const optimizer = pec.options.optimizationFunction;
  if (optimizer === null) {
    throw optionError('optimizationFunction', 'must be a PECOptimizationFunction where a PEC is run, got undefined');
  }
  const recipe = pec.recipe(inputs);
  if (optimizer.polish) requirePolishable(recipe);
  const space = new SearchSpace(recipe.parameters.map(({ name, range }) => ({ name, range })));
  const started = searchOf(optimizer, recipe, space);
  const fit: Fit = { pec, optimizer, started, recipe, space, spread: spreadOf(pec, optimizer) };
  if (fit.spread?.pecFactory) await requireSameRecipe(fit.spread.pecFactory, fit);
  studyHost().beforeFit?.(pec, inputs);
  if (recipe.likelihood.kind === 'simulated' && !recipe.commonRandomNumbers) noteFreshSeeds();
  return whileInterruptible((signal) => carryOut(fit, signal));
}

/** How the fit is distributed: an optimizer's own `distributed: true` wins over the PEC's. */
function spreadOf(pec: ParameterEstimationComposition, optimizer: PECOptimizationFunction): DistributedOptions | null {
  if (optimizer.distributed) return optimizer.distributedOptions;
  return pec.options.distributed ? { ...optimizer.distributedOptions, ...pec.options.distributedOptions } : null;
}

/** The factory's PEC must be the driver's: what is scored would else not be what the study says. */
async function requireSameRecipe(pecFactory: NonNullable<DistributedOptions['pecFactory']>, fit: Fit): Promise<void> {
  const built = await pecFactory(fit.pec.options.data as DataTable); // undefined where the PEC has none either
  if (typeof built?.pec?.recipe !== 'function') {
    throw optionError('distributedOptions.pecFactory', `must return { pec, inputs }, got ${shown(built)}`);
  }
  const difference = firstDifference(fit.recipe, built.pec.recipe(built.inputs));
  if (difference === null) return;
  const { field, a, b } = difference;
  throw optionError(
    'distributedOptions.pecFactory',
    `must build the PEC that is run, got another ${field}: ${b} where the PEC has ${a}`,
  );
}

async function carryOut(fit: Fit, interrupted: AbortSignal): Promise<FitResult> {
  const { optimizer, started, recipe } = fit;
  const journal = await journalOf(fit); // before anything is started: it may refuse the fit
  const evaluator = await evaluatorOf(fit);
  const startedMs = performance.now(); // a local cluster's start is not the fit's time
  const total = started.evaluations;
  const feed = new FitProgressFeed({ name: fit.pec.name, recipe, total, evaluator, startedMs });
  const deadline = new Deadline(interrupted, optimizer.timeoutSeconds);
  const { signal } = deadline;
  journal?.begin(signal);
  let truncated = 0;
  try {
    const history = await runFit({
      space: fit.space,
      sampler: started.sampler,
      direction: optimizer.direction,
      maxIterations: optimizer.maxIterations,
      rounds: optimizer.rounds,
      window: optimizer.window ?? undefined,
      targetValue: optimizer.targetValue,
      stagnation: optimizer.stagnation,
      maxConcurrentEvaluations: fit.spread?.maxConcurrentEvaluations,
      capacity: evaluator.capacity,
      replay: journal?.replay,
      record: journal?.record,
      callbacks: callbacksOf(fit),
      signal,
      onProgress: (progress) => feed.onProgress(progress),
      async evaluate(index, theta, signal) {
        const startedMs = Date.now();
        const scored = await evaluator.score({ index, theta, seed: evaluationSeed(recipe, index) }, signal);
        journal?.note(index, { startedMs, truncated: scored.kind === 'failed' ? 0 : scored.truncated });
        if (scored.kind === 'failed') return { value: Number.NaN, state: 'failed', reason: scored.reason };
        truncated += scored.truncated;
        if (Number.isNaN(scored.value))
          return { value: Number.NaN, state: 'failed', reason: 'its log-likelihood is not a number' };
        const { value, logLikSd, values } = scored;
        return { value, state: 'complete', standardError: logLikSd ?? undefined, values };
      },
    });
    truncated += journal?.truncatedIn(history.evaluations) ?? 0;
    const inFlightLimit = fit.spread?.maxConcurrentEvaluations ?? Infinity;
    const needs = { optimizer, recipe, planned: total, evaluator, inFlightLimit, signal };
    const recommendation = await recommendationOf(history, needs);
    feed.end(history.stoppedBy); // not before: it keeps the process alive while a cluster scores
    requireSomething(history);
    const { threads } = fit.pec.options;
    const polish = optimizer.polish ? await polishFrom(recommendation, fit, { threads, signal }) : null;
    const seconds = (performance.now() - startedMs) / 1000;
    const outcome = { history, recommendation, polish };
    const result = resultOf(fit, outcome, { seconds, truncated, cluster: evaluator.cluster() });
    if (recipe.task === undefined && result.optimalValue === Number.NEGATIVE_INFINITY) warnOfImpossible(fit.pec.name);
    else if (optimizer.polish && polish === null) warnOfNoPolish(fit.pec.name);
    warnOfTruncation(result, recipe);
    warnOfRemarks(fit.pec.name, history.remarks);
    studyHost().onFit(result);
    return result;
  } finally {
    deadline.end();
    feed.end(null);
    journal?.end();
    await evaluator.close();
  }
}

/** Callbacks see what candidates stand for, as results show it. */
function callbacksOf({ optimizer: { callbacks }, recipe }: Fit): readonly FitCallback[] {
  if (!recipe.parameters.some(({ range }) => range.kind === 'choices')) return callbacks;
  return callbacks.map(
    (callback): FitCallback =>
      (evaluation) =>
        callback({ ...evaluation, parameters: [...valuesOf(recipe, evaluation.parameters)] }),
  );
}

/** The fit's journal: the study's own choice, else the command line's; null where there is neither. */
async function journalOf({ pec, recipe, optimizer, started, space, spread }: Fit): Promise<FitJournal | null> {
  const choice = journalChoice(optimizer.journal, studyHost().journal);
  if (choice === null) return null;
  const { openFitJournal } = await import('../journal/fit-journal.js');
  const { maxConcurrentEvaluations } = spread ?? {};
  return openFitJournal(choice, { name: pec.name, recipe, space, optimizer, started, maxConcurrentEvaluations });
}

async function evaluatorOf({ pec, optimizer, recipe, started, spread }: Fit): Promise<Evaluator> {
  const objective = objectiveCall(pec, recipe, optimizer.directions.length);
  if (spread === null) return evaluatorHere(recipe, pec.options.threads, objective);
  const { batch } = started.search;
  const size = batch.kind === 'population' ? batch.size : null;
  const { evaluatorOnCluster } = await import('./score-on-cluster.js'); // with it the cluster's code
  return evaluatorOnCluster({ recipe, name: pec.name, objective }, { options: spread, batch: size });
}

/** The objective function that this process calls; null where scores come as they are. */
function objectiveCall(
  { options: { objective, data, outcomeVariables } }: ParameterEstimationComposition,
  { trials }: Recipe,
  count: number,
): ObjectiveCall | null {
  if (objective?.kind !== 'function') return null;
  return { call: objective.call, data, names: outcomeNames(outcomeVariables), trials, count };
}

/** A fit that ran its course and completed nothing has a reason, which its user must see. */
function requireSomething({ best, evaluations, stoppedBy }: FitHistory): void {
  if (best !== null || evaluations.length === 0 || stoppedBy === 'interrupted') return;
  const reasons = evaluations.map(({ reason }) => reason).filter((reason) => reason !== undefined);
  throw new FitError(
    `all ${evaluations.length} evaluations failed; the first one: ${reasons[0] ?? 'no reason was given'}`,
  );
}
