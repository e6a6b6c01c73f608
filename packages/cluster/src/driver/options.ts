/** Options of a fit's driver, resolved when the fit is opened. */
import { type Resolved, requireInteger, withDefaults } from '../options.js';

/** Options of a driver. */
export interface DriverOptions {
  /** See `FitOptions.noWorkersTimeoutMs`. */
  readonly noWorkersTimeoutMs?: number | undefined;
  /** Evaluations at the scheduler at once, for each shard that the workers can hold; more wait here. At least 1. */
  readonly aheadOfCapacity?: number | undefined;
  /** Whether the fit waits for a new link when that to its scheduler is lost. */
  readonly reconnects?: boolean | undefined;
}

/** Options with nothing left open. */
export type ResolvedDriverOptions = Resolved<DriverOptions>;

/** What is taken where an option is absent. */
export const DRIVER_DEFAULTS: ResolvedDriverOptions = {
  noWorkersTimeoutMs: 60_000,
  aheadOfCapacity: 4,
  reconnects: false,
};

/** Fills in defaults and checks everything at once. */
export function resolveDriverOptions(options: DriverOptions = {}): ResolvedDriverOptions {
  const resolved = withDefaults(DRIVER_DEFAULTS, options);
  requireInteger('noWorkersTimeoutMs', resolved.noWorkersTimeoutMs, 1, 2 ** 31 - 1);
  requireInteger('aheadOfCapacity', resolved.aheadOfCapacity, 1, 1_000_000);
  return resolved;
}
