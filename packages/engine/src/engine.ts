/**
 * A recipe and a shard of work become numbers: the one caller of the kernel.
 *
 * Fits in this process and workers of a cluster call the same functions, so they get the same bits.
 */
import { KernelPool, kernelInfo } from '@likelihive/kernel';
import { MAX_STEPS, maxStepsOf, type Program, type Recipe } from '@likelihive/model';
import { ddmColumns, walksOf } from './ddm-stage.js';
import { EarlyPhases } from './early-phases.js';
import { EngineError } from './errors.js';
import { exactGradient, exactTaskOf, type LogLikelihoodGradient } from './exact.js';
import { scoreLanes } from './lanes.js';
import { type Prepared, type PreparedSimulated, prepare } from './prepare.js';
import { scoreExactRace, scoreRace } from './races.js';
import { drawObjectives, drawSamples, type Samples, type SamplesShard } from './samples.js';
import { drawsOf } from './samples-of-lanes.js';
import { keyOf, type Shard, taskOf } from './shard.js';

/** What a shard gives. */
export interface ShardResult {
  /** Natural log of each trial's density, shape [trialCount]; NaN where the trial is not included. */
  readonly logLik: Float64Array;
  /**
   * Variance of the sum of `logLik` over other random numbers; null unless the recipe asks for `standardError`. Blocks
   * of an evaluation add up with per-trial conditions; with shared ones, only that of all trials is the evaluation's.
   */
  readonly variance: number | null;
  /** Walks cut off at `maxSeconds`; with `conditions: 'shared'` those of the whole sequence. */
  readonly truncated: number;
  /** Euler steps walked; 0 for an exact likelihood. */
  readonly steps: number;
}

/** What a composition gives on its inputs. */
export interface SimulatedTrials {
  /** A value a trial for each outcome of the program, in their order; NaN where the trial was cut off. */
  readonly outcomes: readonly Float64Array[];
  /** Trials cut off at `maxSeconds`, or at a loop's most iterations. */
  readonly truncated: number;
}

/** What is simulated: a program without slots, on the inputs of each trial. */
export interface SimulationTask {
  readonly program: Program;
  readonly inputs: Float64Array;
  readonly trials: number;
}

/** Options of `simulate`. */
export interface SimulateOptions {
  /** Safe integer. The same seed in a fit gives other streams. */
  readonly seed: number;
  /** Model time after which a walk is cut off [s]; default 10. */
  readonly maxSeconds?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A pool of kernel threads that computes shards. Rejects what is queued when closed. */
export interface Engine {
  readonly threads: number;
  /** Instruction set that the kernel chose on this machine; no result depends on it. */
  readonly isa: string;
  prepare(recipe: Recipe): Prepared;
  logLikelihood(
    prepared: Prepared,
    shard: Shard,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<ShardResult>;
  /** The log-likelihood of all included trials and its derivatives by `theta`; of exact, continuous likelihoods only. */
  gradient(
    prepared: Prepared,
    theta: Float64Array,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<LogLikelihoodGradient>;
  /** What a candidate simulates on a block of trials; only with a simulated likelihood. */
  samples(
    prepared: Prepared,
    shard: SamplesShard,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<Samples>;
  /** The values of the recipe's own objectives, in their order. */
  objectives(
    prepared: Prepared,
    shard: Pick<Shard, 'theta' | 'seed'>,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<{ readonly values: Float64Array; readonly truncated: number }>;
  simulate(task: SimulationTask, options: SimulateOptions): Promise<SimulatedTrials>;
  close(): void;
}

/** Makes an engine with `threads` kernel threads of its own; results do not depend on how many. */
export function createEngine({ threads }: { readonly threads: number }): Engine {
  const pool = new KernelPool({ threads });
  return {
    threads: pool.threads,
    isa: kernelInfo().isa,
    prepare,
    logLikelihood: async (prepared, shard, options = {}) => {
      switch (prepared.kind) {
        case 'simulated-ddm':
          return scoreSimulated(pool, prepared, shard, options);
        case 'lanes':
          return scoreLanes(pool, prepared, shard, options);
        case 'simulated-race':
          return scoreRace(pool, prepared, shard, options);
        case 'exact-race':
          return scoreExactRace(pool, prepared, shard, options);
        case 'exact-ddm': {
          const { task } = await exactTaskOf(pool, prepared, shard, options);
          const { logLikelihood } = await pool.exactLogLikelihood(task, options);
          return { logLik: logLikelihood, variance: null, truncated: 0, steps: 0 };
        }
      }
    },
    gradient: async (prepared, theta, { signal } = {}) => {
      const { likelihood } = prepared;
      if (prepared.kind === 'exact-ddm' && prepared.likelihood.discretization === 'continuous') {
        return exactGradient(pool, prepared, { theta, signal });
      }
      const got = likelihood.kind === 'exact' ? `discretization ${likelihood.discretization}` : likelihood.kind;
      throw new EngineError('likelihood', `must be exact and continuous for a gradient, got ${got}`);
    },
    samples: (prepared, shard, options) => drawSamples(pool, prepared, shard, options),
    objectives: (prepared, shard, options) => drawObjectives(pool, prepared, shard, options),
    simulate: (task, options) => simulate(pool, task, options),
    close: () => pool.close(),
  };
}

async function scoreSimulated(
  pool: KernelPool,
  prepared: PreparedSimulated,
  shard: Shard,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<ShardResult> {
  const { task, from } = await taskOf(pool, prepared, shard, options);
  const { logLikelihood, truncated, steps, standardError } = await pool.logLikelihood(task, options);
  const variance = standardError === null ? null : standardError ** 2;
  return { logLik: logLikelihood.slice(from, from + shard.trialCount), variance, truncated, steps };
}

async function simulate(pool: KernelPool, task: SimulationTask, options: SimulateOptions): Promise<SimulatedTrials> {
  const { program, inputs, trials } = task;
  const { last } = program;
  const { seed, maxSeconds = 10, signal } = options;
  if (last.kind !== 'ddm') return simulateSamples(pool, task, options);
  const maxSteps = maxStepsOf(maxSeconds, last.timeStepSize);
  if (!(maxSeconds > 0 && maxSteps <= MAX_STEPS)) {
    throw new EngineError(
      'maxSeconds',
      `must be > 0 and at most ${MAX_STEPS} steps of ${last.timeStepSize} s, got ${maxSeconds}`,
    );
  }
  const early = new EarlyPhases(program, inputs, trials);
  const columns = await ddmColumns(pool, { early, last }, { slots: [], first: 0, end: trials }, { signal });
  const key = keyOf('simulate', { seed, mechanism: last.stream, firstTrial: 0 });
  const paths = await pool.simulate(walksOf(columns, last, maxSteps), { key, estimates: 1, signal });
  const outcomes = last.outcomes.map((shown) =>
    Float64Array.from({ length: trials }, (_, trial) => {
      if (paths.outcome[trial] === NEITHER) return Number.NaN;
      if (shown === 'decision') return paths.outcome[trial]!;
      return columns.nonDecisionTime[trial]! + paths.steps[trial]! * last.timeStepSize;
    }),
  );
  return { outcomes, truncated: paths.truncated };
}

async function simulateSamples(
  pool: KernelPool,
  { program, inputs, trials }: SimulationTask,
  { seed, signal }: SimulateOptions,
): Promise<SimulatedTrials> {
  const draw = drawsOf(new EarlyPhases(program, inputs, trials))!;
  const block = { purpose: 'simulate', seed, estimates: 1, slots: [], first: 0, end: trials } as const;
  const { outcomes, truncated } = await draw(pool, block, { signal });
  return { outcomes, truncated };
}

/** The kernel's outcome of a walk that reached neither bound. */
const NEITHER = 255;
