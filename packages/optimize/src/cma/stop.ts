/** The rules by which CMA-ES says that it is done, as in CyberAgent's `cmaes` (facts of each: docs of `StopRule`). */
import type { CmaConstants } from './constants.js';
import type { PrincipalAxes } from './eigen.js';
import type { CmaEsState } from './state.js';

/**
 * - `tolfun`: best and worst values of the last generations differ by less than 1e-12
 * - `tolx`: all of sigma * diag(C) and sigma * pC are below 1e-12 times the first sigma
 * - `tolxup`: sigma along the longest axis is above 1e4: the first sigma was far too small
 * - `noEffectCoord`: a step of 0.2 standard deviations changes some coordinate of the mean by nothing
 * - `noEffectAxis`: a step of 0.1 along axis (generation mod n) changes the mean by nothing
 * - `conditionCov`: the longest axis is more than 1e14 times the shortest
 */
export type StopRule = 'tolfun' | 'tolx' | 'tolxup' | 'noEffectCoord' | 'noEffectAxis' | 'conditionCov';

const TOL_FUN = 1e-12;
const TOL_X = 1e-12;
const TOL_X_UP = 1e4;
const TOL_CONDITION = 1e14;

/** The rules that hold in `state`; `axes` are those of its covariance. */
export function stopRules(state: CmaEsState, constants: CmaConstants, axes: PrincipalAxes): StopRule[] {
  const { generation, mean, sigma, pC, C, initialSigma, valueHistory } = state;
  const { n, historyTerm } = constants;
  const { B, D } = axes;
  const variances = mean.map((_, i) => C[i * (n + 1)]!);
  const axis = generation % n;
  const longest = Math.max(...D);
  const least = TOL_X * initialSigma;
  const holds: Record<StopRule, boolean> = {
    tolfun: generation > historyTerm && Math.max(...valueHistory) - Math.min(...valueHistory) < TOL_FUN,
    tolx: variances.every((variance) => sigma * variance < least) && pC.every((path) => sigma * path < least),
    tolxup: sigma * longest > TOL_X_UP,
    noEffectCoord: mean.some((value, i) => value === value + 0.2 * sigma * Math.sqrt(variances[i]!)),
    noEffectAxis: mean.every((value, i) => value === value + 0.1 * sigma * D[axis]! * B[i * n + axis]!),
    conditionCov: longest / Math.min(...D) > TOL_CONDITION,
  };
  return (Object.keys(holds) as StopRule[]).filter((rule) => holds[rule]);
}
