/** One candidate on a block of trials, scored by exact densities: the kernel's task, and derivatives by the candidate. */
import type { ConditionGradient, DdmExactTask, KernelPool } from '@likelihive/kernel';
import { isWithin, LAPSE_PROBABILITY, type Recipe } from '@likelihive/model';
import { firstOfGroups, groupsOf } from './conditions.js';
import { type DdmColumns, type DdmStage, ddmColumns, ddmColumnsOf, ddmObserved, ddmRegisters } from './ddm-stage.js';
import { EngineError } from './errors.js';
import { lapseGradient } from './lapse-gradient.js';
import type { PreparedExact } from './prepare.js';
import { lapseOf, type Shard, trialsIn } from './shard.js';
import { type SlotValue, slotValues } from './slots.js';
import { runStraightAt, slotDerivatives } from './straight.js';
import { sumLogLik } from './sum-log-lik.js';

/** The kernel's task for a shard. */
export async function exactTaskOf(
  pool: KernelPool,
  prepared: PreparedExact,
  shard: Shard,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<{ readonly task: DdmExactTask }> {
  const { recipe, likelihood, last } = prepared;
  const { first, end } = trialsIn(recipe.trials, shard);
  const slots = slotValues(recipe, shard.theta, end);
  const { columns, condition } = await conditionColumns(pool, prepared, { slots, first, end }, options);
  checkNoise(columns, recipe, last);
  const task: DdmExactTask = {
    conditions: conditionsOf(columns, last),
    observed: { ...ddmObserved(recipe, last, { first, end }), condition },
    discretization: likelihood.discretization === 'euler' ? { euler: last.timeStepSize } : 'continuous',
    floor: likelihood.floor,
    rtRange: likelihood.rtRange,
    censorAfter: likelihood.censorAfter,
    lapse: lapseOf(recipe, shard.theta),
  };
  return { task };
}

function checkNoise({ noise }: DdmColumns, { program, slots }: Recipe, last: DdmStage): void {
  const none = noise.find((value) => !(value > 0));
  if (none === undefined) return;
  const from = slots[last.noise - program.constants.length - program.inputWidth]?.from;
  const at = from?.kind === 'parameter' ? `theta[${from.parameter}]` : 'theta';
  const text = `must be > 0 with likelihood "exact" (without noise, response times have no density), got ${none}`;
  throw new EngineError(`${at} (${last.name}.noise)`, text);
}

/** The parameters of each condition of a block of trials, and which condition each trial has. */
async function conditionColumns(
  pool: KernelPool,
  prepared: PreparedExact,
  block: { readonly slots: readonly SlotValue[]; readonly first: number; readonly end: number },
  options: { readonly signal?: AbortSignal | undefined },
): Promise<{ readonly columns: DdmColumns; readonly condition: Int32Array }> {
  const { early, last, alike, recipe } = prepared;
  if (alike !== null && block.first === 0 && block.end === recipe.trials) {
    const task = { inputs: early.inputs, slots: block.slots, wanted: ddmRegisters(last) };
    return { columns: ddmColumnsOf(runStraightAt(recipe.program, task, alike.firsts)), condition: alike.group };
  }
  const columns = await ddmColumns(pool, prepared, block, options);
  const condition = groupsOf(Object.values(columns));
  const firsts = firstOfGroups(condition);
  const of = (column: Float64Array) => Float64Array.from(firsts, (trial) => column[trial]!);
  return { columns: ddmColumnsOf(Object.values(columns).map(of)), condition };
}

/** Conditions as the kernel has them; the drift includes what `offset` adds in a second. */
function conditionsOf(columns: DdmColumns, last: DdmStage): DdmExactTask['conditions'] {
  const { drift, threshold, noise, startingValue, offset, nonDecisionTime } = columns;
  const pushed = drift.map((value, i) => value + offset[i]! / last.timeStepSize);
  return { drift: pushed, threshold, noise, startingValue, nonDecisionTime };
}

/** A candidate's log-likelihood and what it does when a parameter moves. */
export interface LogLikelihoodGradient {
  /** Sum over included trials, the bits of `logLikelihood` with `sumLogLik`. */
  readonly value: number;
  /** Derivatives in the order of the candidate. Trials of likelihood 0 add nothing. */
  readonly gradient: Float64Array;
}

/** All trials' log-likelihood at `theta`, with its gradient; only in continuous time. */
export async function exactGradient(
  pool: KernelPool,
  prepared: PreparedExact,
  { theta, signal }: { readonly theta: Float64Array; readonly signal: AbortSignal | undefined },
): Promise<LogLikelihoodGradient> {
  const { recipe, early, last } = prepared;
  const isPlain = early.isStraight && recipe.slots.every(({ from }) => from.kind !== 'expression');
  if (!isPlain) return differences(pool, prepared, { theta, signal });
  const shard = { theta, seed: 0, firstTrial: 0, trialCount: recipe.trials };
  const { task } = await exactTaskOf(pool, prepared, shard, { signal });
  const { logLikelihood, gradient } = await pool.exactLogLikelihood(task, { signal, gradient: true });
  // The kernel's derivatives are sums over the trials of a condition, which are alike: one of them stands for all.
  const firsts = firstOfGroups(task.observed.condition);
  const by = columnDerivatives(task.conditions, gradient!, last);
  const slots = slotValues(recipe, theta, recipe.trials);
  const total = new Float64Array(theta.length);
  for (const [condition, trial] of firsts.entries()) {
    const block = { inputs: early.inputs, slots, first: trial, end: trial + 1, wanted: ddmRegisters(last) };
    const one = by.map((column) => column.subarray(condition, condition + 1));
    for (const [slot, column] of slotDerivatives(recipe.program, block, one).entries()) {
      const parameter = parameterAt(recipe, slot, trial);
      if (parameter !== null) total[parameter]! += column[0]!;
    }
  }
  const lapse = recipe.parameters.findIndex(({ name }) => name === LAPSE_PROBABILITY.qualifiedName);
  if (lapse !== -1) total[lapse] = lapseGradient(task, logLikelihood);
  return { value: sumLogLik(logLikelihood, recipe.observed.include), gradient: total };
}

/** Share of a parameter's size by which it is moved either way: the cube root of the rounding of a double. */
const MOVE = 6e-6;

/** Central differences of the exact log-likelihood, for early phases whose derivatives are not worked out: to about 1e-9. */
async function differences(
  pool: KernelPool,
  prepared: PreparedExact,
  { theta, signal }: { readonly theta: Float64Array; readonly signal: AbortSignal | undefined },
): Promise<LogLikelihoodGradient> {
  const { recipe } = prepared;
  const valueAt = async (at: Float64Array): Promise<number> => {
    const shard = { theta: at, seed: 0, firstTrial: 0, trialCount: recipe.trials };
    const { task } = await exactTaskOf(pool, prepared, shard, { signal });
    const { logLikelihood } = await pool.exactLogLikelihood(task, { signal });
    return sumLogLik(logLikelihood, recipe.observed.include);
  };
  const gradient = new Float64Array(theta.length);
  for (const [i, { limits }] of recipe.parameters.entries()) {
    const move = MOVE * Math.max(Math.abs(theta[i]!), 1e-3);
    const moved = (by: number) => {
      const at = theta.with(i, theta[i]! + by);
      return isWithin(at[i]!, limits) ? at : theta;
    };
    const [up, down] = [moved(move), moved(-move)];
    gradient[i] = ((await valueAt(up)) - (await valueAt(down))) / (up[i]! - down[i]!);
  }
  return { value: await valueAt(theta), gradient };
}

/** The element of the candidate that a slot has in a trial. */
function parameterAt({ slots }: Recipe, slot: number, trial: number): number | null {
  const { from } = slots[slot]!;
  switch (from.kind) {
    case 'parameter':
      return from.parameter;
    case 'levels':
      return from.parameters[from.codes[trial]!]!;
    case 'expression':
      return null;
  }
}

/**
 * Derivatives by the columns of the diffusion, in the order of `ddmRegisters`, a number a condition.
 *
 * A density depends on drift, threshold and start only by their ratios to the noise, so its derivative by the noise
 * follows from the others (Euler's theorem on homogeneous functions, degree 0).
 */
function columnDerivatives(
  { drift, threshold, noise, startingValue }: DdmExactTask['conditions'],
  by: ConditionGradient,
  { timeStepSize }: DdmStage,
): readonly Float64Array[] {
  const byNoise = noise.map((sd, c) => {
    const scaled =
      drift[c]! * by.drift[c]! + threshold[c]! * by.threshold[c]! + startingValue[c]! * by.startingValue[c]!;
    return -scaled / sd;
  });
  const byOffset = by.drift.map((change) => change / timeStepSize);
  return [by.drift, by.threshold, byNoise, by.startingValue, byOffset, by.nonDecisionTime];
}
