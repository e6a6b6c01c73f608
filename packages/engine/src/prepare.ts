/** What the engine works out once per recipe, so that an evaluation only fills in its candidate. */
import { type ExactLikelihood, maxStepsOf, type Recipe, type SimulatedLikelihood } from '@likelihive/model';
import type { DdmStage } from './ddm-stage.js';
import { EarlyPhases } from './early-phases.js';

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

/** A recipe, ready for evaluations: any number of them may share it. */
export type Prepared = PreparedSimulated | PreparedExact;

/** Resolves what does not depend on the candidate. */
export function prepare(recipe: Recipe): Prepared {
  const { likelihood, program, inputs, trials } = recipe;
  const { last } = program;
  const early = new EarlyPhases(program, inputs, trials);
  if (last.kind !== 'ddm') throw new Error(`no engine for ${last.kind} yet`);
  if (likelihood.kind === 'exact') return { kind: 'exact-ddm', recipe, early, likelihood, last };
  const maxSteps = maxStepsOf(likelihood.maxSeconds, last.timeStepSize);
  return { kind: 'simulated-ddm', recipe, early, likelihood, last, maxSteps };
}
