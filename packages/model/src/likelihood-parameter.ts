/** Parameters of the likelihood itself, which are fitted as those of mechanisms are. */
import type { Limits } from './check.js';

/** A parameter of the likelihood, as handed to a parameter estimation composition. */
export class LikelihoodParameter<Name extends string = string> {
  /** The key in `optimizedParameterValues`. */
  readonly qualifiedName: Name;
  /** Values that it may have. */
  readonly limits: Limits;

  /** Made here; users read `LAPSE_PROBABILITY`. */
  constructor(qualifiedName: Name, limits: Limits) {
    this.qualifiedName = qualifiedName;
    this.limits = limits;
  }
}

/** What a lapse's probability may be. */
export const LAPSE_LIMITS: Limits = { least: 0, below: 1 };

/** Share of trials that are lapses: `lapse.probability`, in [0, 1). To be fitted, `likelihood.lapse` must say its range of times. */
export const LAPSE_PROBABILITY: LikelihoodParameter<'lapse.probability'> = new LikelihoodParameter(
  'lapse.probability',
  {
    least: 0,
    below: 1,
  },
);
