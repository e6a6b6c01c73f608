/** `simulateDdm`: many paths of one drift diffusion process. */
import { checkFinite, checkInteger, checkPositive, MOST_PATHS, MOST_STEPS } from './checks.js';
import { KernelPool } from './pool.js';
import type { Isa } from './types.js';

/** Default cap on a path, in seconds of model time. */
const DEFAULT_SECONDS = 10;

export interface SimulateDdmOptions {
  /** Evidence per second. */
  readonly drift: number;
  /** Distance of both bounds from 0, at least 0. */
  readonly threshold: number;
  /** Standard deviation of the evidence per square root of a second, at least 0. */
  readonly noise: number;
  readonly startingValue: number;
  /** Seconds, added to every response time. */
  readonly nonDecisionTime: number;
  /** dt in seconds. */
  readonly timeStepSize: number;
  /** Evidence per step; 0 by default. */
  readonly offset?: number | undefined;
  /** Per second, at least 0; 0 by default. */
  readonly leak?: number | undefined;
  /** Cap on steps; 10 s of model time by default. */
  readonly maxSteps?: number | undefined;
  /** Paths. */
  readonly n: number;
  /** Any safe integer. */
  readonly seed: number;
  /** Kernel threads; 1 by default. Changes no bit. */
  readonly threads?: number | undefined;
  /** Instruction set; the best one by default. Changes no bit. */
  readonly isa?: Isa | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Paths of one process: how each ended. */
export interface SimulatedDdm {
  /** nonDecisionTime + steps · dt, in seconds. */
  readonly rt: Float64Array;
  /** 1 upper, 0 lower, 255 neither. */
  readonly outcome: Uint8Array;
  /** Steps walked; maxSteps where the outcome is 255. */
  readonly steps: Int32Array;
  /** How many outcomes are 255. */
  readonly truncated: number;
}

/**
 * Walks `n` paths of x += (drift − leak·x)·dt + offset + noise·√dt·N, each until it is at or beyond a bound.
 *
 * Path i draws from the stream of (simulate, seed, estimate i, trial 0, mechanism 0).
 */
export async function simulateDdm(options: SimulateDdmOptions): Promise<SimulatedDdm> {
  const { timeStepSize, nonDecisionTime, n, seed, isa, signal, leak = 0, threads = 1 } = options;
  checkPositive('timeStepSize', timeStepSize);
  const maxSteps = options.maxSteps ?? Math.min(MOST_STEPS, Math.max(1, Math.round(DEFAULT_SECONDS / timeStepSize)));
  checkInteger('maxSteps', maxSteps, 1, MOST_STEPS);
  checkInteger('n', n, 1, MOST_PATHS);
  checkInteger('threads', threads, 1, 1024);
  checkInteger('seed', seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  checkFinite('leak', leak, 0);
  const trials = {
    drift: column('drift', options.drift),
    threshold: column('threshold', options.threshold, 0),
    noise: column('noise', options.noise, 0),
    startingValue: column('startingValue', options.startingValue),
    offset: column('offset', options.offset ?? 0),
    nonDecisionTime: column('nonDecisionTime', nonDecisionTime),
    leak,
    timeStepSize,
    maxSteps,
  };
  const key = { purpose: 'simulate', seed, mechanism: 0, firstTrial: 0 } as const;
  const pool = new KernelPool({ threads });
  try {
    const paths = await pool.simulateLeaky(trials, { key, estimates: n, isa, signal });
    const rt = Float64Array.from(paths.steps, (steps) => nonDecisionTime + steps * timeStepSize);
    return { rt, ...paths };
  } finally {
    pool.close();
  }
}

function column(field: string, value: number, least = -Infinity): Float64Array {
  checkFinite(field, value, least);
  return Float64Array.of(value);
}
