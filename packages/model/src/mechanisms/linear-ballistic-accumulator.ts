/** Linear ballistic accumulators. */
import { requireOneOf } from '../check.js';
import type { ParameterSpecs } from '../functions/model-function.js';
import type { Handles } from './parts.js';
import { type PerAccumulator, RaceMechanism, type RaceOptions, type RacePort, requireStart } from './race.js';

/** Parameters of a `LinearBallisticAccumulator`. */
export interface LinearBallisticAccumulatorParameters {
  /** Threshold [evidence], > 0; default 1. Source: Brown & Heathcote (2008). */
  readonly b?: number | undefined;
  /** Width of the start [evidence], in [0, b]; default 0. Source: Brown & Heathcote (2008). */
  readonly A?: number | undefined;
  /** Mean rates, one for each accumulator [evidence / s per unit of input], finite; no default. Source: Brown & Heathcote (2008). */
  readonly v: PerAccumulator;
  /** Standard deviations of the rates [evidence / s], > 0; default 1. Source: Brown & Heathcote (2008). */
  readonly s?: number | PerAccumulator | undefined;
  /** Non-decision time [s], >= 0; default 0. Source: Brown & Heathcote (2008). */
  readonly t0?: number | undefined;
}

/** Options of a `LinearBallisticAccumulator`. */
export interface LinearBallisticAccumulatorOptions<Port extends RacePort>
  extends RaceOptions<Port>,
    LinearBallisticAccumulatorParameters {
  /** `'positive'`: rates are drawn from the normal law truncated at 0, so that each trial ends; default `'untruncated'`. */
  readonly drift?: 'untruncated' | 'positive' | undefined;
}

const SPECS: ParameterSpecs<LinearBallisticAccumulatorParameters> = {
  b: { byDefault: 1, limits: { above: 0 }, isSingle: true },
  A: { byDefault: 0, limits: { least: 0 }, isSingle: true },
  v: { byDefault: [], limits: {} },
  s: { byDefault: 1, limits: { above: 0 } },
  t0: { byDefault: 0, limits: { least: 0 }, isSingle: true },
};

/**
 * Accumulator i starts at U(0, A) and rises at a rate drawn once from N(input_i * v_i, s_i^2) until it reaches b; the first decides.
 *
 * Source: Brown & Heathcote (2008), Cogn. Psychol. 57:153-178, whose names of parameters these are.
 */
export class LinearBallisticAccumulator<Port extends RacePort = RacePort> extends RaceMechanism<Port> {
  declare readonly parameters: Handles<LinearBallisticAccumulatorParameters>;

  constructor(options: LinearBallisticAccumulatorOptions<Port>) {
    const at = { code: 'ERR_MODEL', field: 'LinearBallisticAccumulator.drift' } as const;
    const drift = requireOneOf<'untruncated' | 'positive'>(at, options.drift ?? 'untruncated', [
      'untruncated',
      'positive',
    ]);
    const design = {
      race: 'lba',
      title: 'LinearBallisticAccumulator',
      specs: SPECS,
      counted: 'v',
      each: ['s'],
      drift,
    } as const;
    super(options, design, ['drift']);
    requireStart('LinearBallisticAccumulator', this.parameters.b.value, this.parameters.A.value);
  }
}
