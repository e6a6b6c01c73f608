/**
 * Scores some candidates of the DDM study in this process and writes the task for `psyneulink_study.py` with our figures.
 *
 *   likelihive run scripts/benchmarks/score.ts -- TASK.json THREADS
 */
import { writeFileSync } from 'node:fs';
import { ddmStudy, NUM_ESTIMATES, simulateData, stimulus } from './ddm-study.js';

const [file = '', threads = '1'] = process.argv.slice(2);
const CANDIDATES = [
  [0.3, 0.6, 0.15],
  [0.1, 0.7, 0.2],
  [-0.1, 0.8, 0.1],
  [0.45, 0.55, 0.05],
];

const data = await simulateData();
const { pec, inputs } = ddmStudy(data, { threads: Number(threads), maxIterations: 1 });

async function score(candidate: number[]) {
  const beganMs = performance.now();
  const { value } = await pec.logLikelihood(candidate, { inputs });
  return { value, seconds: (performance.now() - beganMs) / 1000 };
}

await score(CANDIDATES[0] ?? []);
const startToFirstEvaluation = performance.now() / 1000; // counted from the start of the process
const scores = [];
for (const candidate of CANDIDATES) scores.push(await score(candidate));

const ours = {
  threads: Number(threads),
  startToFirstEvaluation,
  seconds: scores.map(({ seconds }) => seconds),
  logLikelihood: scores.map(({ value }) => value),
  peakRssMiB: process.resourceUsage().maxRSS / 1024,
};
const task = { numEstimates: NUM_ESTIMATES, stimulus: stimulus.flat(), ...data, candidates: CANDIDATES, ours };
writeFileSync(file, `${JSON.stringify(task)}\n`);
