/** 64 workers on real sockets in one process, with kernels that wait: the share of their time that is of use. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Client, LocalCluster } from '../../packages/cluster/dist/index.js';
import {
  Composition,
  compileRecipe,
  DataTable,
  DDM,
  DriftDiffusionIntegrator,
} from '../../packages/model/dist/index.js';

const [WORKERS, TRIALS, TRIAL_MS] = [64, 800, 20];

/** Prints the efficiency of rounds of eight and of one; exit code 1 where one is below 85 %. */
export async function main() {
  const { url, secretFile, ...cluster } = await startCluster();
  const client = await Client.connect(url, { secretFile });
  await client.waitForWorkers(WORKERS, 60_000);
  const fit = await client.openFit(recipeOf(TRIALS), { name: 'waiting' });
  let next = 0;
  const round = (size) =>
    Promise.all(Array.from({ length: size }, () => fit.evaluate(next++, Float64Array.of(TRIAL_MS, 1, 1), 1)));
  await round(1);
  for (const [popsize, rounds] of [
    [8, 5],
    [1, 10],
  ]) {
    const startMs = performance.now();
    for (let n = 0; n < rounds; n += 1) await round(popsize);
    const share = (rounds * popsize * TRIALS * TRIAL_MS) / (WORKERS * (performance.now() - startMs));
    process.stdout.write(
      `${WORKERS} workers, rounds of ${popsize}: ${(100 * share).toFixed(1)} % of their time is of use\n`,
    );
    if (share < 0.85) process.exitCode = 1;
  }
  await client.close();
  await cluster.stop();
}

/** A local cluster of one worker, and a process that hosts all the others. */
async function startCluster() {
  const local = await LocalCluster.start({ nWorkers: 1, workerCores: 1, evaluator: 'waiting' });
  const { url, secretFile } = local;
  const script = fileURLToPath(new URL('waiting-workers.mjs', import.meta.url));
  const others = spawn(process.execPath, [script, url, secretFile, String(WORKERS - 1)], { stdio: 'inherit' });
  const ended = new Promise((resolve) => others.once('close', resolve));
  return {
    url,
    secretFile,
    stop: async () => {
      await local.stop();
      await ended;
    },
  };
}

function recipeOf(trials) {
  const decision = new DDM({ function: new DriftDiffusionIntegrator({ noise: 1, threshold: 1, timeStepSize: 0.01 }) });
  const composition = new Composition({ pathways: [decision] });
  const { rate, threshold, nonDecisionTime } = decision.parameters;
  const { DECISION_OUTCOME, RESPONSE_TIME } = decision.outputPorts;
  const each = (value) => Array.from({ length: trials }, () => value);
  return compileRecipe({
    composition,
    parameters: [rate, threshold, nonDecisionTime].map((parameter) => [parameter, { low: 0.1, high: 1 }]),
    outcomeVariables: [DECISION_OUTCOME, RESPONSE_TIME],
    data: new DataTable({ choice: each(1), rt: each(0.5) }, { categorical: ['choice'] }),
    numEstimates: 10,
    inputs: [[composition, each([1])]],
  });
}
