/** What the engine works out once per recipe, so that an evaluation only fills in its candidate. */
import { type ExactLikelihood, maxStepsOf, type Recipe, type SimulatedLikelihood } from '@likelihive/model';
import type { DdmStage } from './ddm-stage.js';
import { EarlyPhases } from './early-phases.js';
import { EngineError } from './errors.js';
import type { RaceStage } from './samples-of-lanes.js';

interface Common {
  readonly recipe: Recipe;
  readonly early: EarlyPhases;
}

/** A recipe that ends in one drift diffusion, whose trials are scored by simulated responses. */
export interface PreparedSimulated extends Common {
  readonly kind: 'simulated-ddm';
  readonly likelihood: SimulatedLikelihood;
  readonly last: DdmStage;
  /** Steps after which a walk is cut off. */
  readonly maxSteps: number;
}

/** A recipe that ends in one drift diffusion, whose trials are scored by exact densities. */
export interface PreparedExact extends Common {
  readonly kind: 'exact-ddm';
  readonly likelihood: ExactLikelihood;
  readonly last: DdmStage;
}

/** A recipe whose trials are scored by samples of general lanes. */
export interface PreparedLanes extends Common {
  readonly kind: 'lanes';
  readonly likelihood: SimulatedLikelihood;
}

/** A recipe that ends in a race, whose trials are scored by simulated decisions. */
export interface PreparedRace extends Common {
  readonly kind: 'simulated-race';
  readonly likelihood: SimulatedLikelihood;
  readonly last: RaceStage;
}

/** A recipe that ends in a race, whose trials are scored by its exact law. */
export interface PreparedExactRace extends Common {
  readonly kind: 'exact-race';
  readonly likelihood: ExactLikelihood;
  readonly last: RaceStage;
}

/** A recipe, ready for evaluations: any number of them may share it. */
export type Prepared = PreparedSimulated | PreparedExact | PreparedLanes | PreparedRace | PreparedExactRace;

/** Resolves what does not depend on the candidate. */
export function prepare(recipe: Recipe): Prepared {
  const { likelihood, program, inputs, trials } = recipe;
  const { last } = program;
  const early = new EarlyPhases(program, inputs, trials);
  if (likelihood.kind === 'exact') {
    if (last.kind === 'ddm') return { kind: 'exact-ddm', recipe, early, likelihood, last };
    if (last.kind === 'race') return { kind: 'exact-race', recipe, early, likelihood, last };
    throw new EngineError('likelihood', 'must be simulated for a program of general lanes, got exact');
  }
  if (last.kind === 'ddm') {
    const maxSteps = maxStepsOf(likelihood.maxSeconds, last.timeStepSize);
    return { kind: 'simulated-ddm', recipe, early, likelihood, last, maxSteps };
  }
  if (last.kind === 'lanes') return { kind: 'lanes', recipe, early, likelihood };
  return { kind: 'simulated-race', recipe, early, likelihood, last };
}
