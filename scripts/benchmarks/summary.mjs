/** Runs the project's own benchmarks one after the other and prints one summary. */
import { json, LIKELIHIVE, printTable, save } from './report.mjs';

const kernel = await json([...LIKELIHIVE, 'bench', 'kernel', '--json']);
const cluster = await json([...LIKELIHIVE, 'bench', 'cluster', '--json']);
const fit = await json([...LIKELIHIVE, 'bench', 'fit', '--json']);

printTable(
  ['figure', 'here', 'unit'],
  [
    ...Object.entries(kernel.nsPerStep).map(([isa, ns]) => [`kernel: Euler step, ${isa}`, ns, 'ns']),
    ['cluster: round trip, p50', cluster.rttMs.p50, 'ms'],
    ['cluster: round trip, p99', cluster.rttMs.p99, 'ms'],
    ['cluster: evaluations with many in flight', cluster.evaluationsPerSecond, '1/s'],
    ['cluster: round of 8', cluster.roundOf8Ms, 'ms'],
    ['fit: one evaluation of the DDM study', fit.secondsPerEvaluation, 's'],
    ['fit: the whole DDM study', fit.fitSeconds, 's'],
    ['fit: peak memory', fit.peakRssMiB, 'MiB'],
  ],
);
save('bench', { kernel, cluster, fit });
