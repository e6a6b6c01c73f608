/** The cluster's own figures, with real processes and a kernel that does nothing. */
import { RECIPE_VERSION, type Recipe } from '@likelihive/model';
import { Client } from './client/client.js';
import type { FitSession } from './driver/session.js';
import { LocalCluster } from './launch/local.js';

/** Options of `benchCluster`. */
export interface ClusterBenchOptions {
  /** Worker processes; 2 by default. */
  readonly workers?: number | undefined;
  /** Seconds that each of the three measurements takes, about; 2 by default. */
  readonly seconds?: number | undefined;
}

/** What the cluster itself costs. */
export interface ClusterBench {
  /** Round trip of one evaluation, driver to worker and back. */
  readonly rttMs: { readonly p50: number; readonly p99: number };
  /** With many in flight. */
  readonly evaluationsPerSecond: number;
  /** Median of rounds that submit eight and wait for all. */
  readonly roundOf8Ms: number;
  readonly workers: number;
}

/** In flight while throughput is measured. */
const MANY = 512;
/** Round trips before the clock starts, so that all code is compiled. */
const WARM_UP = 3000;

/** Measures a local cluster of workers that score nothing. */
export async function benchCluster({ workers = 2, seconds = 2 }: ClusterBenchOptions = {}): Promise<ClusterBench> {
  const cluster = await LocalCluster.start({ nWorkers: workers, workerCores: 1, evaluator: 'no-op' });
  try {
    const client = await Client.connect(cluster.url, { secretFile: cluster.secretFile, name: 'bench' });
    const fit = await client.openFit(anyRecipe(), { name: 'bench' });
    const next = counter();
    for (let i = 0; i < WARM_UP; i += 1) await evaluate(fit, next());
    const rtts = await roundsFor(seconds, () => evaluate(fit, next()));
    const rounds = await roundsFor(seconds, () => Promise.all(Array.from({ length: 8 }, () => evaluate(fit, next()))));
    const evaluationsPerSecond = await throughput(fit, seconds, next);
    await client.close();
    const rttMs = { p50: quantile(rtts, 0.5), p99: quantile(rtts, 0.99) };
    return { rttMs, evaluationsPerSecond, roundOf8Ms: quantile(rounds, 0.5), workers };
  } finally {
    await cluster.stop();
  }
}

function evaluate(fit: FitSession, index: number): Promise<unknown> {
  return fit.evaluate(index, Float64Array.of(0.3, 0.6, 0.15), 1);
}

/** Durations of one `round` after another, for `seconds` [ms each]. */
async function roundsFor(seconds: number, round: () => Promise<unknown>): Promise<number[]> {
  const durations: number[] = [];
  const endMs = performance.now() + seconds * 1000;
  for (let startMs = performance.now(); startMs < endMs; ) {
    await round();
    const nowMs = performance.now();
    durations.push(nowMs - startMs);
    startMs = nowMs;
  }
  return durations;
}

/** Evaluations a second with `MANY` in flight all the time. */
async function throughput(fit: FitSession, seconds: number, next: () => number): Promise<number> {
  let done = 0;
  const startMs = performance.now();
  const endMs = startMs + seconds * 1000;
  const lane = async () => {
    while (performance.now() < endMs) {
      await evaluate(fit, next());
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: MANY }, lane));
  return done / ((performance.now() - startMs) / 1000);
}

function counter(): () => number {
  let count = 0;
  return () => count++;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Any recipe will do: the workers of a benchmark read none. */
function anyRecipe(): Recipe {
  return {
    version: RECIPE_VERSION,
    model: {
      kind: 'ddm',
      name: 'DDM',
      timeStepSize: 0.01,
      parameters: { rate: 1, threshold: 1, nonDecisionTime: 0.1, startingValue: 0, noise: 1, offset: 0 },
    },
    inputs: Float64Array.of(1),
    parameters: (['rate', 'threshold', 'nonDecisionTime'] as const).map((parameter) => ({
      name: `DDM.${parameter}`,
      parameter,
      range: { kind: 'interval', low: 0.1, high: 1, step: null, log: false },
    })),
    observed: {
      outcomes: [
        { kind: 'categorical', name: 'DDM.DECISION_OUTCOME', values: [0, 1], codes: Uint8Array.of(1) },
        { kind: 'continuous', name: 'DDM.RESPONSE_TIME', values: Float64Array.of(0.5) },
      ],
      include: Uint8Array.of(1),
    },
    likelihood: {
      kind: 'simulated',
      density: { estimator: 'local-likelihood' },
      conditions: 'per-trial',
      minimumSamples: 10,
      floor: 1e-10,
      maxSeconds: 10,
      rtRange: null,
      censorAfter: null,
      lapse: null,
      standardError: false,
    },
    numEstimates: 10,
    initialSeed: 0,
    commonRandomNumbers: true,
  };
}
