/** The checks of `PECOptimizationFunction` that are about its search. */
import {
  DifferentialEvolutionSampler,
  type Direction,
  type FitCallback,
  type RecommendRule,
  type RemoteSampler,
  type Sampler,
} from '@likelihive/optimize';

import { optionError, requireFunction, requireInteger, requireKeys, shown } from '../options/check.js';

/** How the best observed candidates are scored again. */
export interface ResampleOptions {
  /** Candidates, the best observed ones first; 5 by default. */
  readonly top?: number | undefined;
  /** Fresh seeds, the same for all of them, at least 2; 10 by default. */
  readonly seeds?: number | undefined;
}

/** `resample` with its defaults. */
export interface Resample {
  readonly top: number;
  readonly seeds: number;
}

/** Fresh seeds for each point that is scored again. */
export const RESCORE_SEEDS = 10;

const RESAMPLED = 5;

/** The error of an optimizer that is none; `also` is what may be in its place. */
export function refuseMethod(method: unknown): never {
  throw optionError(
    'method',
    `must be a sampler (CmaEsSampler, RandomSampler, …), a Study or 'differential_evolution', got ${shown(method)}`,
  );
}

/** A sampler, or what a string stands for; null where the fit decides. */
export function resolveMethod(method: unknown): Sampler | RemoteSampler | null {
  if (method === undefined) return null;
  if (method === 'differential_evolution') return new DifferentialEvolutionSampler();
  if (typeof method !== 'object' || method === null) return refuseMethod(method);
  const { start, name, options } = method as Partial<Sampler>;
  const isSampler = typeof start === 'function' && typeof name === 'string' && typeof options === 'object';
  return isSampler ? (method as Sampler | RemoteSampler) : refuseMethod(method);
}

/** A direction for each objective, from either option. */
export function resolveDirections(direction: unknown, directions: unknown): readonly Direction[] {
  if (directions === undefined) return [requireDirection('direction', direction ?? 'maximize')];
  if (direction !== undefined) {
    throw optionError('direction', `must be absent where directions are given, got ${shown(direction)}`);
  }
  if (!Array.isArray(directions) || directions.length === 0) {
    throw optionError('directions', `must be an array of directions, one for each objective, got ${shown(directions)}`);
  }
  return directions.map((one: unknown, index) => requireDirection(`directions[${index}]`, one));
}

function requireDirection(field: string, direction: unknown): Direction {
  if (direction === 'maximize' || direction === 'minimize') return direction;
  throw optionError(field, `must be 'maximize' or 'minimize', got ${shown(direction)}`);
}

export function requireCallbacks(callbacks: unknown): readonly FitCallback[] {
  if (!Array.isArray(callbacks))
    throw optionError('callbacks', `must be an array of functions, got ${shown(callbacks)}`);
  return callbacks.map((callback: FitCallback, index) => requireFunction(`callbacks[${index}]`, callback));
}

export function requireRounds(rounds: unknown): 'sync' | 'async' {
  if (rounds === 'sync' || rounds === 'async') return rounds;
  throw optionError('rounds', `must be 'sync' or 'async', got ${shown(rounds)}`);
}

/** Candidates out at a time; null where it follows from the sampler. */
export function resolveWindow(window: unknown, rounds: 'sync' | 'async'): number | null {
  if (window === undefined) return null;
  if (rounds === 'sync') throw optionError('window', `must be absent unless rounds is 'async', got ${shown(window)}`);
  return requireInteger('window', window, 1);
}

export function resolveTarget(target: unknown): number | null {
  if (target === undefined) return null;
  if (typeof target === 'number' && !Number.isNaN(target)) return target;
  throw optionError('targetValue', `must be a number, got ${shown(target)}`);
}

/** Null where the kind and the length of the fit decide. */
export function resolveRecommend(rule: unknown): RecommendRule | null {
  if (rule === undefined) return null;
  if (rule === 'best' || rule === 'mean' || rule === 'auto') return rule;
  throw optionError('recommend', `must be 'best', 'mean' or 'auto', got ${shown(rule)}`);
}

export function resolveResample(resample: ResampleOptions | undefined): Resample | null {
  if (resample === undefined) return null;
  requireKeys('resample', resample, ['top', 'seeds']);
  const { top = RESAMPLED, seeds = RESCORE_SEEDS } = resample;
  return { top: requireInteger('resample.top', top, 1), seeds: requireInteger('resample.seeds', seeds, 2) };
}

/** Null for none or an unlimited one. */
export function resolveCount(field: string, value: unknown, min: number): number | null {
  return value === undefined ? null : requireInteger(field, value, min);
}
