/** Compares `likelihive bench cluster` with dask.distributed, measured one after the other on this machine. */
import { join } from 'node:path';
import { json, LIKELIHIVE, printTable, ROOT, save } from './report.mjs';

const PYTHON = join(ROOT, '.venv-dask/bin/python');

const ours = await json([...LIKELIHIVE, 'bench', 'cluster', '--json']);
const dask = await json([PYTHON, join(ROOT, 'scripts/benchmarks/dask_cluster.py'), String(ours.workers ?? 2)]);

printTable(
  ['', 'likelihive', `dask ${dask.versions.distributed}`, 'times better', 'aim'],
  [
    ['round trip p50, ms', ours.rttMs.p50, dask.rttMs.p50, dask.rttMs.p50 / ours.rttMs.p50, '< 0.5 ms'],
    ['round trip p99, ms', ours.rttMs.p99, dask.rttMs.p99, dask.rttMs.p99 / ours.rttMs.p99, ''],
    [
      'evaluations per second',
      ours.evaluationsPerSecond,
      dask.evaluationsPerSecond,
      ours.evaluationsPerSecond / dask.evaluationsPerSecond,
      '≥ 20×',
    ],
    ['round of 8, ms', ours.roundOf8Ms, dask.roundOf8Ms, dask.roundOf8Ms / ours.roundOf8Ms, '≥ 30×'],
  ],
);
save('bench-dask', { ours, dask });
