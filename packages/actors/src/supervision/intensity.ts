/** How often a supervisor may restart children before it gives up: Erlang's intensity and period. Pure: time comes in. */
import { requireDuration, requireInteger, requireKnown } from '../options.js';

/** More than `restarts` within `withinMs` and the supervisor gives up. */
export interface RestartIntensity {
  readonly restarts: number;
  readonly withinMs: number;
}

/** Erlang's: one restart in five seconds. */
export const DEFAULT_INTENSITY: RestartIntensity = { restarts: 1, withinMs: 5_000 };

/** Fills in defaults and refuses what cannot be. */
export function resolveIntensity(intensity: Partial<RestartIntensity> = {}): RestartIntensity {
  requireKnown('intensity', intensity, ['restarts', 'withinMs']);
  const { restarts = DEFAULT_INTENSITY.restarts, withinMs = DEFAULT_INTENSITY.withinMs } = intensity;
  requireInteger('intensity.restarts', restarts, 0);
  requireDuration('intensity.withinMs', withinMs);
  return { restarts, withinMs };
}

/**
 * Records a restart at `nowMs` and says whether it is still allowed.
 *
 * The caller keeps `history` (times of restarts, newest first) and passes it back next time; it never holds more than
 * `restarts + 1` of them.
 */
export function recordRestart(
  history: readonly number[],
  nowMs: number,
  { restarts, withinMs }: RestartIntensity,
): { readonly history: readonly number[]; readonly allowed: boolean } {
  const recent = [nowMs, ...history.filter((then) => nowMs - then <= withinMs)];
  return { history: recent.slice(0, restarts + 1), allowed: recent.length <= restarts };
}
