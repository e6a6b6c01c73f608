/** What the engine works out once per recipe, so that an evaluation only fills in its candidate. */
import { type ExactLikelihood, maxStepsOf, type Recipe, type SimulatedLikelihood } from '@likelihive/model';
import { firstOfGroups, groupsOf } from './conditions.js';
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
  /** Trials of equal inputs and levels, which are alike for every candidate; null where state may tell them apart. */
  readonly alike: Alike | null;
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
    if (last.kind === 'ddm')
      return { kind: 'exact-ddm', recipe, early, likelihood, last, alike: early.isStraight ? alikeOf(recipe) : null };
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

/** Groups of trials that are alike. */
export interface Alike {
  /** Each trial's group, by first appearance, shape [trials]. */
  readonly group: Int32Array;
  /** The first trial of each. */
  readonly firsts: readonly number[];
}

function alikeOf({ inputs, trials, program: { inputWidth }, slots }: Recipe): Alike {
  const columns = Array.from({ length: inputWidth }, (_, i) =>
    Float64Array.from({ length: trials }, (_, trial) => inputs[trial * inputWidth + i]!),
  );
  const levels = slots.flatMap(({ from }) => (from.kind === 'levels' ? [Float64Array.from(from.codes)] : []));
  const group = groupsOf([...columns, ...levels, new Float64Array(trials)]);
  return { group, firsts: firstOfGroups(group) };
}
