/**
 * Objectives that workers work out themselves, so that no sample travels: what users say of them, and their formulas.
 *
 * A condition is a set of trials; a cell is a combination of values of the categorical outcomes. Shares are of all
 * simulated paths, those that were cut off included.
 */
import { show } from '../check.js';
import { ModelError } from '../errors.js';
import { OutputPort } from '../mechanism.js';

/** Options of `rewardRate`. */
export interface RewardRateOptions {
  /** What is earned; by default the one categorical outcome. */
  readonly reward?: OutputPort | undefined;
  /** What it takes [s]; by default the one continuous outcome. */
  readonly time?: OutputPort | undefined;
  /** The value of `reward` that earns 1, others 0, for all trials or for each; by default `reward` itself is earned. */
  readonly correct?: number | readonly number[] | undefined;
}

/** The condition of each trial. */
export type TrialLabels = readonly (number | string)[];

/** Options of `moments`. */
export interface MomentsOptions {
  /** Which: 1 the mean, 2 the standard deviation, 3 the skewness; [1, 2] by default. */
  readonly orders?: readonly (1 | 2 | 3)[] | undefined;
  /** The condition of each trial, at most 255 of them; by default all trials are one. */
  readonly by?: TrialLabels | undefined;
}

/** Options of `quantileDistance`. */
export interface QuantileDistanceOptions {
  /** Ascending, in (0, 1); [.1, .3, .5, .7, .9] by default. */
  readonly quantiles?: readonly number[] | undefined;
  /** The condition of each trial, at most 255 of them; by default all trials are one. */
  readonly by?: TrialLabels | undefined;
}

/** What an objective is and its options. */
export type ObjectiveChoice =
  | { readonly kind: 'reward-rate'; readonly options: RewardRateOptions }
  | { readonly kind: 'moments'; readonly options: MomentsOptions }
  | { readonly kind: 'quantile-distance'; readonly options: QuantileDistanceOptions };

/** An objective that workers know. Made by `rewardRate`, `moments` and `quantileDistance`. */
export class BuiltInObjective {
  readonly choice: ObjectiveChoice;

  constructor(choice: ObjectiveChoice) {
    const { kind, options } = choice;
    if (typeof options !== 'object' || options === null || options instanceof OutputPort) {
      throw new ModelError('ERR_OPTION', kind, `must have an object of options, got ${show(options)}`);
    }
    this.choice = choice;
  }
}

/**
 * Mean over trials and estimates of reward / time, to be maximized; a path that was cut off earns 0. Source: PsyNeuLink,
 * the optimization mode of its parameter estimation.
 */
export function rewardRate(options: RewardRateOptions = {}): BuiltInObjective {
  return new BuiltInObjective({ kind: 'reward-rate', options });
}

/**
 * How far the moments of simulated times are from those of the data, to be minimized:
 * sum over conditions of n_g/N * sum over cells of ((p - P)^2 + P * sum over orders of ((m_k - M_k) / s_k)^2), with shares p
 * and moments m of the simulation, P and M of the data; s_1 = s_2 = the data's standard deviation, s_3 = 1. A cell that is never
 * simulated counts as if it were at the limit of model time.
 */
export function moments(options: MomentsOptions = {}): BuiltInObjective {
  return new BuiltInObjective({ kind: 'moments', options });
}

/**
 * How far the quantiles of simulated times are from those of the data, to be minimized:
 * sum over conditions of n_g/N * sum over cells of ((p - P)^2 + P * mean over quantiles of (q - Q)^2 [s^2]), as in `moments`.
 * Quantiles are interpolated linearly between order statistics. Source: least squares of Ratcliff & Tuerlinckx (2002),
 * Psychonomic Bulletin & Review 9.
 */
export function quantileDistance(options: QuantileDistanceOptions = {}): BuiltInObjective {
  return new BuiltInObjective({ kind: 'quantile-distance', options });
}
