/**
 * A recipe and a shard of work become numbers: the one caller of the kernel.
 *
 * Fits in this process and workers of a cluster call the same functions, so they get the same bits.
 */
import { KernelPool, kernelInfo } from '@likelihive/kernel';
import { type DdmModel, MAX_STEPS, maxStepsOf, type Recipe } from '@likelihive/model';
import { trialsOf } from './candidate.js';
import { EngineError } from './errors.js';
import { exactGradient, exactTaskOf, type LogLikelihoodGradient } from './exact.js';
import { type Prepared, prepare } from './prepare.js';
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
export interface SimulatedResponses {
  /** 1 upper bound, 0 lower bound, 255 neither within `maxSeconds`, shape [trials]. */
  readonly choice: Uint8Array;
  /** Response time [s], shape [trials]: nonDecisionTime + steps * timeStepSize. */
  readonly rt: Float64Array;
  /** Walks cut off at `maxSeconds`. */
  readonly truncated: number;
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
  simulate(model: DdmModel, inputs: Float64Array, options: SimulateOptions): Promise<SimulatedResponses>;
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
        case 'simulated':
          return scoreSimulated(pool, taskOf(prepared, shard), { ...options, trialCount: shard.trialCount });
        case 'exact': {
          const { logLikelihood } = await pool.exactLogLikelihood(exactTaskOf(prepared, shard), options);
          return { logLik: logLikelihood, variance: null, truncated: 0, steps: 0 };
        }
      }
    },
    gradient: async (prepared, theta, { signal } = {}) => {
      const { likelihood } = prepared;
      if (prepared.kind === 'exact' && prepared.likelihood.discretization === 'continuous') {
        return exactGradient(pool, prepared, { theta, signal });
      }
      const got = likelihood.kind === 'exact' ? `discretization ${likelihood.discretization}` : likelihood.kind;
      throw new EngineError('likelihood', `must be exact and continuous for a gradient, got ${got}`);
    },
    simulate: (model, inputs, options) => simulate(pool, { model, inputs }, options),
    close: () => pool.close(),
  };
}

async function scoreSimulated(
  pool: KernelPool,
  { task, from }: ReturnType<typeof taskOf>,
  { signal, trialCount }: { readonly signal?: AbortSignal | undefined; readonly trialCount: number },
): Promise<ShardResult> {
  const { logLikelihood, truncated, steps, standardError } = await pool.logLikelihood(task, { signal });
  const variance = standardError === null ? null : standardError ** 2;
  return { logLik: logLikelihood.slice(from, from + trialCount), variance, truncated, steps };
}

async function simulate(
  pool: KernelPool,
  { model, inputs }: { readonly model: DdmModel; readonly inputs: Float64Array },
  options: SimulateOptions,
): Promise<SimulatedResponses> {
  const { seed, maxSeconds = 10 } = options;
  const maxSteps = maxStepsOf(maxSeconds, model.timeStepSize);
  if (!(maxSeconds > 0 && maxSteps <= MAX_STEPS)) {
    throw new EngineError(
      'maxSeconds',
      `must be > 0 and at most ${MAX_STEPS} steps of ${model.timeStepSize} s, got ${maxSeconds}`,
    );
  }
  const trials = trialsOf(model, model.parameters, { inputs, maxSteps });
  const key = keyOf('simulate', seed, 0);
  const { steps, outcome, truncated } = await pool.simulate(trials, { key, estimates: 1, signal: options.signal });
  const { nonDecisionTime } = model.parameters;
  const rt = Float64Array.from(steps, (count) => nonDecisionTime + count * model.timeStepSize);
  return { choice: outcome, rt, truncated };
}
