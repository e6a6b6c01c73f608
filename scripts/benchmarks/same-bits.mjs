/** Runs the whole DDM study in several ways and compares the whole histories, bit for bit. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LIKELIHIVE, output, printTable, ROOT } from './report.mjs';

const evaluations = process.argv[2] ?? '480';
const HERE = join(ROOT, 'scripts/benchmarks/whole-study.ts');
const SPREAD = join(ROOT, 'docs/examples/ddm.ts');

/** What differs between the runs; nothing else does. */
const WAYS = [
  { name: 'this process, 1 thread', study: HERE, options: [], args: ['1', evaluations] },
  { name: 'this process, 3 threads', study: HERE, options: [], args: ['3', evaluations] },
  ...[
    [1, 1],
    [1, 3],
    [2, 1],
    [2, 3],
  ].map(([workers, cores]) => ({
    name: `${workers} ${workers === 1 ? 'worker' : 'workers'} of ${cores} ${cores === 1 ? 'thread' : 'threads'}`,
    study: SPREAD,
    options: ['--workers', String(workers), '--worker-cores', String(cores)],
    args: [evaluations],
  })),
];

const folder = mkdtempSync(join(tmpdir(), 'likelihive-bits-'));
try {
  const runs = [];
  for (const { name, study, options, args } of WAYS) {
    const file = join(folder, 'fit.json');
    await output([...LIKELIHIVE, 'run', study, '--quiet', '--json', file, ...options, '--', ...args]);
    const [fit] = JSON.parse(readFileSync(file, 'utf8')).fits;
    // JSON numbers are full-precision: equal texts are equal bits.
    const history = JSON.stringify(fit.evaluations);
    runs.push({ name, fit, hash: createHash('sha256').update(history).digest('hex').slice(0, 16) });
  }
  printTable(
    ['', 'evaluations', 'seconds', 'best log-likelihood', 'history'],
    runs.map(({ name, fit, hash }) => [name, fit.evaluations.length, fit.seconds, String(fit.optimalValue), hash]),
  );
  const differing = runs.filter(({ hash }) => hash !== runs[0].hash).map(({ name }) => name);
  console.log(differing.length === 0 ? 'all histories are identical' : `NOT identical: ${differing.join('; ')}`);
  process.exitCode = differing.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
