/** Peak memory of a worker process: of one that scores the DDM study, and of what a large evaluation needs beyond that. */
import { existsSync, readFileSync } from 'node:fs';
import { Client, LocalCluster } from 'likelihive';
import { simulateData, stimulusOf, studyOf, TRUTH } from './study.mjs';

/** Most memory that a process has had in use, MiB; null where the system does not tell. */
function peakMiB(pid) {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return null;
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(file, 'utf8'))?.[1]) / 1024;
}

/** Peaks of one worker with one thread: idle, after the DDM study, after 200 trials × 10,000 estimates. */
export async function measureMemory() {
  const cluster = await LocalCluster.start({ nWorkers: 1, workerCores: 1 });
  try {
    const client = await Client.connect(cluster.url, { secretFile: cluster.secretFile });
    const [worker] = cluster.workerPids;
    const score = async (trials, numEstimates) => {
      const stimulus = stimulusOf(trials);
      const { pec, inputs } = studyOf({ stimulus, ...(await simulateData(stimulus)) }, { numEstimates });
      await client.logLikelihood(pec, TRUTH, { inputs });
      return peakMiB(worker);
    };
    try {
      const idleMiB = peakMiB(worker);
      return { idleMiB, studyMiB: await score(50, 4000), largeMiB: await score(200, 10_000) };
    } finally {
      await client.close();
    }
  } finally {
    await cluster.stop();
  }
}
