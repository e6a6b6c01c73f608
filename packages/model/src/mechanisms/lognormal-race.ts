/** The lognormal race. */
import type { ParameterSpecs } from '../functions/model-function.js';
import type { Handles } from './parts.js';
import { type PerAccumulator, RaceMechanism, type RaceOptions, type RacePort } from './race.js';

/** Parameters of a `LognormalRace`. */
export interface LognormalRaceParameters {
  /** Means of the logarithm of time, one for each accumulator [log s], finite; no default. Source: Rouder et al. (2015). */
  readonly m: PerAccumulator;
  /** Standard deviations of the logarithm of time [log s], > 0; default 1. Source: Rouder et al. (2015). */
  readonly s?: number | PerAccumulator | undefined;
  /** Non-decision time [s], >= 0; default 0. Source: Rouder et al. (2015). */
  readonly t0?: number | undefined;
}

/** Options of a `LognormalRace`. */
export interface LognormalRaceOptions<Port extends RacePort> extends RaceOptions<Port>, LognormalRaceParameters {}

const SPECS: ParameterSpecs<LognormalRaceParameters> = {
  m: { byDefault: [], limits: {} },
  s: { byDefault: 1, limits: { above: 0 } },
  t0: { byDefault: 0, limits: { least: 0 }, isSingle: true },
};

/**
 * Accumulator i finishes at t0 + exp(m_i + s_i * N(0, 1)) / input_i; the first decides. Without an input > 0 it never does.
 *
 * Source: Rouder, Province, Morey, Gomez & Heathcote (2015), Psychometrika 80:491-513.
 */
export class LognormalRace<Port extends RacePort = RacePort> extends RaceMechanism<Port> {
  declare readonly parameters: Handles<LognormalRaceParameters>;

  constructor(options: LognormalRaceOptions<Port>) {
    const design = { race: 'lognormal-race', title: 'LognormalRace', specs: SPECS, counted: 'm', each: ['s'] } as const;
    super(options, design);
  }
}
