/**
 * One fit of a PEC, from its options to its result.
 *
 * A fit in this process and one on a cluster are the same loop (`runFit`) over the same recipe; only the evaluator
 * differs. Everything that can be wrong with the study is found before an evaluator is made.
 */
import { firstDifference, type PecInputs, type Recipe } from '@likelihive/model';
import { type FitHistory, runFit, SearchSpace } from '@likelihive/optimize';
import type { FitJournal } from '../journal/fit-journal.js';
import { optionError, shown } from '../options/check.js';
import type { DistributedOptions } from '../pec/distributed-options.js';
import type { PECOptimizationFunction } from '../pec/optimization-function.js';
import type { ParameterEstimationComposition } from '../pec/parameter-estimation-composition.js';
import type { Evaluator } from './evaluator.js';
import { FitProgressFeed } from './fit-progress.js';
import type { FitResult } from './fit-result.js';
import { studyHost } from './host.js';
import { whileInterruptible } from './interrupt.js';
import { noteFreshSeeds, warnOfImpossible, warnOfNoPolish, warnOfTruncation } from './notes.js';
import { type Polish, polishFrom, requirePolishable } from './polish.js';
import { evaluatorHere } from './score-here.js';

/** Every evaluation of a fit failed, so that there is nothing to return. */
export class FitError extends Error {
  override readonly name = 'FitError';
  readonly code = 'ERR_FIT_FAILED';
}

/** All that one fit needs. */
interface Fit {
  readonly pec: ParameterEstimationComposition;
  readonly search: PECOptimizationFunction;
  readonly recipe: Recipe;
  readonly space: SearchSpace;
  /** Null for a fit in this process. */
  readonly spread: DistributedOptions | null;
}

/** Fits `pec` with `inputs`; see `ParameterEstimationComposition.run`. */
export async function runPecFit(pec: ParameterEstimationComposition, inputs: PecInputs): Promise<FitResult> {
  const search = pec.options.optimizationFunction;
  if (search === null) {
    throw optionError('optimizationFunction', 'must be a PECOptimizationFunction where a PEC is run, got undefined');
  }
  const recipe = pec.recipe(inputs);
  if (search.polish) requirePolishable(recipe);
  const space = new SearchSpace(recipe.parameters.map(({ name, range }) => ({ name, range })));
  const fit: Fit = { pec, search, recipe, space, spread: spreadOf(pec, search) };
  if (fit.spread?.pecFactory) await requireSameRecipe(fit.spread.pecFactory, fit);
  if (recipe.likelihood.kind === 'simulated' && !recipe.commonRandomNumbers) noteFreshSeeds();
  return whileInterruptible((signal) => carryOut(fit, signal));
}

/** How the fit is distributed: an optimizer's own `distributed: true` wins over the PEC's. */
function spreadOf(pec: ParameterEstimationComposition, search: PECOptimizationFunction): DistributedOptions | null {
  if (search.distributed) return search.distributedOptions;
  return pec.options.distributed ? { ...search.distributedOptions, ...pec.options.distributedOptions } : null;
}

/** The factory's PEC must be the driver's: what is scored would else not be what the study says. */
async function requireSameRecipe(pecFactory: NonNullable<DistributedOptions['pecFactory']>, fit: Fit): Promise<void> {
  const built = await pecFactory(fit.pec.options.data);
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
  const { search, recipe } = fit;
  const signal = withTimeout(interrupted, search.timeoutSeconds);
  const journal = await journalOf(fit, signal);
  const evaluator = await evaluatorOf(fit);
  const startedMs = performance.now(); // a local cluster's start is not the fit's time
  const feed = new FitProgressFeed({ name: fit.pec.name, recipe, total: search.maxIterations, evaluator, startedMs });
  let truncated = 0;
  try {
    const history = await runFit({
      space: fit.space,
      sampler: search.method,
      direction: search.direction,
      maxIterations: search.maxIterations,
      maxConcurrentEvaluations: fit.spread?.maxConcurrentEvaluations,
      capacity: evaluator.capacity,
      replay: journal?.replay,
      record: journal?.record,
      callbacks: search.callbacks,
      signal,
      onProgress: (progress) => feed.onProgress(progress),
      async evaluate(index, theta, signal) {
        const startedMs = Date.now();
        const scored = await evaluator.score(index, theta, signal);
        journal?.note(index, { startedMs, truncated: scored.kind === 'failed' ? 0 : scored.truncated });
        if (scored.kind === 'failed') return { value: Number.NaN, state: 'failed', reason: scored.reason };
        truncated += scored.truncated;
        if (Number.isNaN(scored.value))
          return { value: Number.NaN, state: 'failed', reason: 'its log-likelihood is not a number' };
        return { value: scored.value, state: 'complete' };
      },
    });
    feed.end(history.stoppedBy);
    requireSomething(history);
    truncated += journal?.truncatedIn(history.evaluations) ?? 0;
    const { threads } = fit.pec.options;
    const polish = search.polish ? await polishFrom(history.best, fit, { threads, signal }) : null;
    const seconds = (performance.now() - startedMs) / 1000;
    const result = resultOf(fit, { history, polish }, { seconds, truncated, cluster: evaluator.cluster() });
    if (result.optimalValue === Number.NEGATIVE_INFINITY) warnOfImpossible(fit.pec.name);
    else if (search.polish && polish === null) warnOfNoPolish(fit.pec.name);
    if (truncated > 0) warnOfTruncation(result, recipe);
    studyHost().onFit(result);
    return result;
  } finally {
    feed.end(null);
    journal?.end();
    await evaluator.close();
  }
}

/** The fit's journal: the study's own choice, else the command line's; null where there is neither. */
async function journalOf({ pec, recipe, search, space, spread }: Fit, signal: AbortSignal): Promise<FitJournal | null> {
  const { path = null, resume = false } = studyHost().journal ?? {};
  const choice = search.journal ?? (path === null ? null : { path, resume: null });
  if (choice === null) return null;
  const { openFitJournal } = await import('../journal/fit-journal.js');
  const { method, direction, maxIterations } = search;
  const rounds = { maxConcurrentEvaluations: spread?.maxConcurrentEvaluations };
  return openFitJournal(
    { ...choice, resume: choice.resume ?? resume },
    { name: pec.name, recipe, space, signal, search: { method, direction, maxIterations, rounds } },
  );
}

async function evaluatorOf({ pec, recipe, search, space, spread }: Fit): Promise<Evaluator> {
  if (spread === null) return evaluatorHere(recipe, pec.options.threads);
  const { batch } = search.method.start(space, search.direction);
  const size = batch.kind === 'population' ? batch.size : null;
  const { evaluatorOnCluster } = await import('./score-on-cluster.js'); // with it the cluster's code
  return evaluatorOnCluster(recipe, pec.name, { options: spread, batch: size });
}

function withTimeout(signal: AbortSignal, seconds: number | undefined): AbortSignal {
  return seconds === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(seconds * 1000))]);
}

/** A fit that ran its course and completed nothing has a reason, which its user must see. */
function requireSomething({ best, evaluations, stoppedBy }: FitHistory): void {
  if (best !== null || evaluations.length === 0 || stoppedBy === 'interrupted') return;
  const reasons = evaluations.map(({ reason }) => reason).filter((reason) => reason !== undefined);
  throw new FitError(
    `all ${evaluations.length} evaluations failed; the first one: ${reasons[0] ?? 'no reason was given'}`,
  );
}

function resultOf(
  { pec, search, recipe }: Fit,
  { history, polish }: { readonly history: FitHistory; readonly polish: Polish | null },
  rest: Pick<FitResult, 'seconds' | 'truncated' | 'cluster'>,
): FitResult {
  const { evaluations, stoppedBy } = history;
  const best = polish ?? history.best;
  const parameterNames = recipe.parameters.map(({ name }) => name);
  const named = <T>(values: readonly T[] | undefined) =>
    Object.fromEntries((values ?? []).map((value, index) => [parameterNames[index], value] as const));
  return {
    name: pec.name,
    parameterNames,
    optimizedParameterValues: named(best?.parameters),
    optimalValue: best?.value ?? Number.NaN,
    polished: polish !== null,
    standardErrors: polish === null ? null : named(polish.standardErrors),
    evaluations,
    stoppedBy,
    ...rest,
    options: {
      numEstimates: recipe.numEstimates,
      initialSeed: recipe.initialSeed,
      sameSeedForAllParameterCombinations: recipe.commonRandomNumbers,
      sampler: search.method.constructor.name,
      samplerOptions: search.method.options,
      maxIterations: search.maxIterations,
      polish: search.polish,
    },
  };
}
