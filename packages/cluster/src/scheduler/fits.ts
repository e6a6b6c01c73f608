/** What drivers ask for: fits opened and closed, evaluations asked for and cancelled (S4, S6, S7). */
import { recipeHash } from '@likelihive/model';
import { type FitId, fitId } from '../protocol/ids.js';
import type { CancelEvaluation, Evaluate, OpenFit } from '../protocol/messages.js';
import { LIKELIHIVE_VERSION } from '../protocol/version.js';
import { alive, capacity, log, refuseVersion, send, watch } from './actions.js';
import { assign, enqueue, leaveRotation } from './assign.js';
import { dropShard } from './attempts.js';
import { newEvaluation } from './evaluation.js';
import { offerScored, useOffers } from './offers.js';
import type { Fit, SchedulerAction, SchedulerState } from './state.js';

/** Opens a fit, unless its driver is of another release or its recipe is not what its hash says. */
export function openFit(state: SchedulerState, message: OpenFit): readonly SchedulerAction[] {
  if (message.version !== LIKELIHIVE_VERSION) {
    return refuseVersion('the driver of a fit', message.replyTo, message);
  }
  if (state.ending) return [send(message.replyTo, { type: 'goodbye', reason: 'the scheduler is ending' })];
  const hash = recipeHash(message.text);
  if (hash !== message.recipe) {
    const text = `recipe must be the hash of its text, ${hash}, got ${message.recipe}`;
    return [send(message.replyTo, { type: 'refused', error: { code: 'ERR_RECIPE', message: text } })];
  }
  const fit = addFit(state, message);
  keepRecipe(state, message);
  return [
    send(fit.driver, { type: 'fit-opened', fit: fit.id, workers: alive(state), capacity: capacity(state) }),
    watch(fit.driver, { kind: 'driver', fit: fit.id }),
    log(`fit ${fit.id} (${fit.name}) opened`),
  ];
}

/** Queues a candidate. One of a closed fit, or of an index that is still unfinished, has nobody to be answered. */
export function evaluate(state: SchedulerState, message: Evaluate): readonly SchedulerAction[] {
  const fit = state.fits.get(message.fit);
  if (fit === undefined) return [];
  const { index, theta, seed, block } = message;
  if (fit.unfinished.has(index)) return [log(`evaluation ${index} of fit ${fit.id} was asked for twice`, 'warn')];
  const { trials } = fit;
  const divisible = fit.divisible && block === null;
  const [evaluation, shard] = newEvaluation({ fit: fit.id, index, theta, seed, block, trials, divisible });
  fit.unfinished.set(index, evaluation);
  enqueue(state, fit, shard);
  return [...useOffers(state, fit, evaluation), ...assign(state)];
}

/** Takes an evaluation back that its owner does not wait for any more. */
export function cancelEvaluation(state: SchedulerState, message: CancelEvaluation): readonly SchedulerAction[] {
  const fit = state.fits.get(message.fit);
  const evaluation = fit?.unfinished.get(message.index);
  if (fit === undefined || evaluation === undefined) return [];
  fit.unfinished.delete(evaluation.index);
  return [...evaluation.shards].flatMap((shard) => dropShard(state, fit, shard));
}

/** Closes the fit of a driver that is gone; should it only be cut off, it finds what is scored. */
export function lostDriver(state: SchedulerState, id: FitId): readonly SchedulerAction[] {
  const fit = state.fits.get(id);
  if (fit !== undefined) offerScored(state, fit);
  return closeFit(state, id);
}

/** Forgets a fit whose owner closed it or is gone: nothing is sent to it any more (S7). */
export function closeFit(state: SchedulerState, id: FitId): readonly SchedulerAction[] {
  const fit = state.fits.get(id);
  if (fit === undefined) return [];
  state.fits.delete(id);
  releaseRecipe(state, fit);
  const shards = [...fit.unfinished.values()].flatMap((evaluation) => [...evaluation.shards]);
  const cancelled = shards.flatMap((shard) => dropShard(state, fit, shard));
  leaveRotation(state, fit);
  return [...cancelled, log(`fit ${id} (${fit.name}) closed after ${fit.evaluations} evaluations`)];
}

function addFit(state: SchedulerState, { name, priority, replyTo, recipe, trials, divisible }: OpenFit): Fit {
  state.issued.fits += 1;
  const fit: Fit = {
    id: fitId(`f${state.issued.fits}`),
    name,
    priority,
    driver: replyTo,
    recipe,
    trials,
    divisible,
    unfinished: new Map(),
    waiting: [],
    answered: [],
    trialsWaiting: 0,
    trialsAtWorkers: 0,
    msPerTrial: null,
    turns: priority,
    evaluations: 0,
    attemptsLost: 0,
  };
  state.fits.set(fit.id, fit);
  return fit;
}

function keepRecipe(state: SchedulerState, { recipe, text }: OpenFit): void {
  const kept = state.recipes.get(recipe);
  if (kept === undefined) state.recipes.set(recipe, { text, fits: 1 });
  else kept.fits += 1;
}

function releaseRecipe(state: SchedulerState, { recipe }: Fit): void {
  const kept = state.recipes.get(recipe);
  if (kept === undefined) return;
  kept.fits -= 1;
  if (kept.fits === 0) state.recipes.delete(recipe);
}
