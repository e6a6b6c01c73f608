/** The shifted Wald law: one diffusion, one bound. */
import type { ParameterSpecs } from '../functions/model-function.js';
import type { Handles } from './parts.js';
import { RaceMechanism, type RaceOptions, type RacePort } from './race.js';

/** Parameters of a `ShiftedWald`. */
export interface ShiftedWaldParameters {
  /** Bound [evidence], > 0; default 1. Source: Heathcote (2004). */
  readonly a?: number | undefined;
  /** Drift [evidence / s per unit of input], finite; default 1. Source: Heathcote (2004). */
  readonly v?: number | undefined;
  /** Noise [evidence / sqrt(s)], > 0; default 1. Source: Heathcote (2004). */
  readonly s?: number | undefined;
  /** Non-decision time [s], >= 0; default 0. Source: Heathcote (2004). */
  readonly t0?: number | undefined;
}

/** Options of a `ShiftedWald`. */
export interface ShiftedWaldOptions<Port extends RacePort> extends RaceOptions<Port>, ShiftedWaldParameters {}

const SPECS: ParameterSpecs<ShiftedWaldParameters> = {
  a: { byDefault: 1, limits: { above: 0 }, isSingle: true },
  v: { byDefault: 1, limits: {}, isSingle: true },
  s: { byDefault: 1, limits: { above: 0 }, isSingle: true },
  t0: { byDefault: 0, limits: { least: 0 }, isSingle: true },
};

/**
 * A process that starts at 0 and moves by input * v dt + s dW until it reaches `a`; the response comes t0 later, its outcome is 0.
 *
 * With a negative drift it may never end. Source: Heathcote (2004), Behav. Res. Methods 36:678-694.
 */
export class ShiftedWald<Port extends RacePort = RacePort> extends RaceMechanism<Port> {
  declare readonly parameters: Handles<ShiftedWaldParameters>;

  constructor(options: ShiftedWaldOptions<Port> = {}) {
    const design = { race: 'shifted-wald', title: 'ShiftedWald', specs: SPECS, counted: null, each: [] } as const;
    super(options, design);
  }
}
