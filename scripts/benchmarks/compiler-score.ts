/**
 * Times evaluations of compiled models in this process, on one thread, and writes them with the task for `compiler_study.py`.
 *
 *   likelihive run scripts/benchmarks/compiler-score.ts -- TASK.json [REPEATS]
 */
import { writeFileSync } from 'node:fs';
import { createEngine } from '@likelihive/engine';
import { CmaEsSampler, PECOptimizationFunction, type PecAndInputs } from 'likelihive';
import { makePec, sequence, simulateData, TRUE } from '../../docs/examples/stability-flexibility/pec.js';
import { LCA, lcaSteps, lcaStudy } from './lca-study.js';

const [file = '', repeats = '3'] = process.argv.slice(2);
const TRUTH = Object.values(TRUE);
const NUM_ESTIMATES = 10_000;

/** Seconds of one evaluation. */
interface Timed {
  readonly wall: number;
  readonly processor: number;
  readonly value: number;
}

/** Evaluations of a study in this process, as a fit makes them: prepared once, on one thread. */
function scorer({ pec, inputs }: PecAndInputs): (candidate: readonly number[]) => Promise<Timed> {
  const recipe = pec.recipe(inputs);
  const prepared = engine.prepare(recipe);
  return async (candidate) => {
    const [wallMs, used] = [performance.now(), process.cpuUsage()];
    const shard = { theta: Float64Array.from(candidate), seed: 42, firstTrial: 0, trialCount: recipe.trials };
    const { logLik } = await engine.logLikelihood(prepared, shard);
    const { user, system } = process.cpuUsage(used);
    const value = logLik.reduce((sum, one) => sum + one, 0);
    return { wall: (performance.now() - wallMs) / 1e3, processor: (user + system) / 1e6, value };
  };
}

/** The one with the median processor time of `rounds` evaluations, at candidates that differ in their last digits, after one more. */
async function median(study: PecAndInputs, candidate: readonly number[], rounds: number): Promise<Timed> {
  const score = scorer(study);
  await score(candidate);
  const times: Timed[] = [];
  for (let round = 0; round < rounds; round += 1) {
    times.push(await score(candidate.map((value) => value * (1 + round * 1e-7))));
  }
  return times.sort((a, b) => a.processor - b.processor)[rounds >> 1]!;
}

const engine = createEngine({ threads: 1 });
const data = await simulateData(7);
const study = (way: 'simulated' | 'exact' | 'walk') => {
  const optimizationFunction = new PECOptimizationFunction({ method: new CmaEsSampler({ seed: 0 }), maxIterations: 1 });
  return makePec(data, { way, optimizationFunction, numEstimates: NUM_ESTIMATES, threads: 1 });
};

await scorer(study('simulated'))(TRUTH);
const startToFirstEvaluation = performance.now() / 1000; // counted from the start of the process
const rounds = Number(repeats);
const control = {
  simulated: await median(study('simulated'), TRUTH, rounds),
  exact: await median(study('exact'), TRUTH, 20 * rounds),
  walk: await median(study('walk'), TRUTH, 5 * rounds),
};
const lca = await lcaStudy();
const ours = {
  startToFirstEvaluation,
  control,
  lca: { ...(await median(lca, [LCA.gain], rounds)), laneSteps: await lcaSteps() },
  peakRssMiB: process.resourceUsage().maxRSS / 1024,
};
engine.close();
const [decision, responseTime] = [data.column('decision'), data.column('response_time')];
const controlTask = { ...sequence, truth: TRUE, candidate: TRUTH, numEstimates: NUM_ESTIMATES, decision, responseTime };
writeFileSync(file, `${JSON.stringify({ control: controlTask, lca: LCA, ours })}\n`);
