/** Racing diffusions. */
import type { ParameterSpecs } from '../functions/model-function.js';
import type { Handles } from './parts.js';
import { type PerAccumulator, RaceMechanism, type RaceOptions, type RacePort, requireStart } from './race.js';

/** Parameters of a `RacingDiffusion`. */
export interface RacingDiffusionParameters {
  /** Threshold [evidence], > 0; default 1. Source: Tillman et al. (2020). */
  readonly b?: number | undefined;
  /** Width of the start [evidence], in [0, b]; default 0. Source: Tillman et al. (2020). */
  readonly A?: number | undefined;
  /** Drifts, one for each accumulator [evidence / s per unit of input], >= 0; no default. Source: Tillman et al. (2020). */
  readonly v: PerAccumulator;
  /** Noise [evidence / sqrt(s)], > 0; default 1. Source: Tillman et al. (2020). */
  readonly s?: number | PerAccumulator | undefined;
  /** Non-decision time [s], >= 0; default 0. Source: Tillman et al. (2020). */
  readonly t0?: number | undefined;
}

/** Options of a `RacingDiffusion`. */
export interface RacingDiffusionOptions<Port extends RacePort> extends RaceOptions<Port>, RacingDiffusionParameters {}

const SPECS: ParameterSpecs<RacingDiffusionParameters> = {
  b: { byDefault: 1, limits: { above: 0 }, isSingle: true },
  A: { byDefault: 0, limits: { least: 0 }, isSingle: true },
  v: { byDefault: [], limits: { least: 0 } },
  s: { byDefault: 1, limits: { above: 0 } },
  t0: { byDefault: 0, limits: { least: 0 }, isSingle: true },
};

/**
 * Accumulator i starts at U(0, A) and moves by input_i * v_i dt + s_i dW until it reaches b; the first decides. input_i * v_i must be >= 0.
 *
 * Source: Tillman, Van Zandt & Logan (2020), Psychon. Bull. Rev. 27:911-936.
 */
export class RacingDiffusion<Port extends RacePort = RacePort> extends RaceMechanism<Port> {
  declare readonly parameters: Handles<RacingDiffusionParameters>;

  constructor(options: RacingDiffusionOptions<Port>) {
    const design = {
      race: 'racing-diffusion',
      title: 'RacingDiffusion',
      specs: SPECS,
      counted: 'v',
      each: ['s'],
    } as const;
    super(options, design);
    requireStart('RacingDiffusion', this.parameters.b.value, this.parameters.A.value);
  }
}
