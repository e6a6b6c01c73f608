/**
 * Which point a search with noisy values ends with. The best observed value is partly luck: among many noisy values the
 * highest is too high, and its point is not the best (the winner's curse). The mean of the search's distribution has
 * averaged over many; scores under fresh seeds tell which of the two is better.
 */
import { OptimizeError } from '../errors.js';
import type { Evaluation } from '../fit/history.js';
import { requireInteger } from '../options.js';
import type { Direction } from '../samplers/sampler.js';
import { type Rescore, rescore, type Scoring, summary } from './rescore.js';

/**
 * `best` observed, `mean` of the search's distribution, or (`auto`) whichever of both scores better under fresh seeds. A
 * lead of the observed one that is within the noise of the scores does not count: the mean has more evaluations behind it.
 */
export type RecommendRule = 'best' | 'mean' | 'auto';

/** What is chosen from, and how. */
export interface RecommendOptions extends Scoring {
  readonly rule: RecommendRule;
  readonly direction: Direction;
  readonly evaluations: readonly Evaluation[];
  /** What the search itself recommends; null where it has nothing to recommend, so that the best observed wins. */
  readonly mean: readonly number[] | null;
  /** Observed candidates that are scored again, the best ones first. Default: 1 where there is a mean to compare, else 0. */
  readonly top?: number | undefined;
}

/** The point, by which rule, and what it was compared with. */
export interface Recommendation {
  readonly rule: 'best' | 'mean';
  readonly parameters: readonly number[];
  /** Mean of its fresh scores; the observed value where it was not scored again. */
  readonly value: number;
  /** Null where it was not scored again. */
  readonly standardError: number | null;
  /** The best observed candidate under fresh seeds (of several the best under those); null where none was scored. */
  readonly best: Rescore | null;
  /** The mean of the search under the same seeds; null where there is none or the rule does not look at it. */
  readonly mean: Rescore | null;
  /** All observed candidates that were scored again, in the order of their observed values. */
  readonly resampled: readonly Rescore[];
}

/** Scores what must be scored; null where no evaluation is complete. */
export async function recommend(options: RecommendOptions): Promise<Recommendation | null> {
  const { rule, direction, evaluations, seeds } = options;
  const mean = rule === 'best' ? null : options.mean;
  const top = options.top ?? (rule === 'auto' && mean !== null ? 1 : 0);
  requireRule(rule);
  requireInteger('seeds', seeds, 2);
  requireInteger('top', top, 0);
  const candidates = distinctBest(evaluations, direction);
  const first = candidates[0];
  if (first === undefined) return null;
  const points = candidates.slice(0, top).map(({ parameters }) => parameters);
  const scored = await rescore(mean === null ? points : [...points, mean], options);
  const resampled = scored.slice(0, points.length);
  const ofMean = scored[points.length] ?? null;
  const best = resampled.reduce<Rescore | null>((a, b) => (a === null || isBetter(b, a, direction) ? b : a), null);
  const isMean = ofMean !== null && (best === null || rule === 'mean' || !isClearlyBetter(best, ofMean, direction));
  const chosen = isMean ? ofMean : best;
  return {
    rule: isMean ? 'mean' : 'best',
    parameters: chosen?.parameters ?? first.parameters,
    value: chosen?.value ?? first.value,
    standardError: chosen?.standardError ?? null,
    best,
    mean: ofMean,
    resampled,
  };
}

/** Complete evaluations from the best on, each vector once; of equal values the first. */
function distinctBest(evaluations: readonly Evaluation[], direction: Direction): Evaluation[] {
  const sign = direction === 'maximize' ? -1 : 1;
  const ranked = evaluations
    .filter(({ state }) => state === 'complete')
    .sort((a, b) => compare(sign * a.value, sign * b.value) || a.index - b.index);
  const seen = new Set<string>();
  return ranked.filter(({ parameters }) => {
    const key = parameters.join(' ');
    return !seen.has(key) && seen.add(key);
  });
}

/** Less is first; no difference is taken, since that of two infinities is NaN. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Strictly better; a mean that is NaN is worse than any other. */
function isBetter(a: Rescore, b: Rescore, direction: Direction): boolean {
  if (Number.isNaN(b.value)) return !Number.isNaN(a.value);
  return direction === 'maximize' ? a.value > b.value : a.value < b.value;
}

/** Standard errors of the difference that a lead must have to count. */
const CLEAR = 2;

/** Better by more than the noise of the difference, seed by seed; as `isBetter` where one is no number to reckon with. */
function isClearlyBetter(a: Rescore, b: Rescore, direction: Direction): boolean {
  if (!Number.isFinite(a.value) || !Number.isFinite(b.value)) return isBetter(a, b, direction);
  const sign = direction === 'maximize' ? 1 : -1;
  const lead = summary(
    [],
    a.scores.map((score, seed) => sign * (score - b.scores[seed]!)),
  );
  return lead.value > CLEAR * lead.standardError;
}

function requireRule(rule: RecommendRule): void {
  if (rule === 'best' || rule === 'mean' || rule === 'auto') return;
  throw new OptimizeError('rule', `rule must be best, mean or auto, got ${String(rule)}`);
}
