/** Compares evaluations of the DDM study with PsyNeuLink's: the same candidates, data and sizes, on this machine. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json, LIKELIHIVE, output, printTable, ROOT, save } from './report.mjs';

const PYTHON = join(ROOT, '.venv-psyneulink/bin/python');
const EVALUATIONS = 480;
const THREADS = [1, 2];

/** Euler steps of one evaluation of a candidate, expected: bounds that are watched every dt act as if they were further out. */
function expectedSteps({ stimulus, numEstimates }, [rate, threshold]) {
  const dt = 0.001;
  const bound = threshold + 0.5826 * Math.sqrt(dt);
  const meanTime = (drift) => (drift === 0 ? bound ** 2 : (bound / drift) * Math.tanh(bound * drift));
  return stimulus.reduce((sum, input) => sum + (numEstimates * meanTime(rate * input)) / dt, 0);
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

const folder = mkdtempSync(join(tmpdir(), 'likelihive-bench-'));
try {
  const file = join(folder, 'task.json');
  const ours = [];
  for (const threads of THREADS) {
    const script = join(ROOT, 'scripts/benchmarks/score.ts');
    await output([...LIKELIHIVE, 'run', script, '--quiet', '--', file, String(threads)]);
    ours.push(JSON.parse(readFileSync(file, 'utf8')).ours);
  }
  const task = JSON.parse(readFileSync(file, 'utf8'));
  const theirs = [];
  for (const threads of THREADS) {
    const program = join(ROOT, 'scripts/benchmarks/psyneulink_study.py');
    theirs.push({ threads, ...(await json([PYTHON, program, file, String(threads)])) });
  }
  const kernel = await json([...LIKELIHIVE, 'bench', 'kernel', '--json']);
  const fit = await json([...LIKELIHIVE, 'bench', 'fit', '--json']);

  const steps = mean(task.candidates.map((candidate) => expectedSteps(task, candidate)));
  const compare = (name, a, b) => [name, a, b, b / a];
  THREADS.forEach((threads, index) => {
    const [a, b] = [ours[index], theirs[index]];
    printTable(
      ['', 'likelihive', 'PsyNeuLink 0.21.0.0', 'times better'],
      [
        compare('seconds per evaluation', mean(a.seconds), mean(b.seconds)),
        compare(
          'ns per Euler step (whole evaluation)',
          (mean(a.seconds) / steps) * 1e9,
          (mean(b.seconds) / steps) * 1e9,
        ),
        compare('start to first evaluation, s', a.startToFirstEvaluation, b.startToFirstEvaluation),
        compare(
          `${EVALUATIONS} evaluations, s (extrapolated)`,
          mean(a.seconds) * EVALUATIONS,
          mean(b.seconds) * EVALUATIONS,
        ),
        compare('peak memory, MiB', a.peakRssMiB, b.peakRssMiB),
      ],
      { title: `${threads} kernel ${threads === 1 ? 'thread' : 'threads'}, mean of ${a.seconds.length} candidates` },
    );
  });
  printTable(
    ['rate, threshold, non-decision time', 'likelihive', 'PsyNeuLink'],
    task.candidates.map((candidate, index) => [
      candidate.join(', '),
      ours[0].logLikelihood[index],
      theirs[0].logLikelihood[index],
    ]),
    { title: 'log-likelihoods (estimators differ, and PsyNeuLink applies a fitted non-decision time one trial late)' },
  );
  printTable(
    ['', 'figure', 'unit'],
    [
      ...Object.entries(kernel.nsPerStep).map(([isa, ns]) => [`Euler step, whole evaluation, ${isa}`, ns, 'ns']),
      [`evaluation, ${kernel.threads} threads`, kernel.evaluationMs.perTrial, 'ms'],
      [`evaluation, ${kernel.threads} threads, conditions: 'shared'`, kernel.evaluationMs.shared, 'ms'],
      [`fit of ${fit.evaluations} evaluations`, fit.fitSeconds, 's'],
      ['peak memory of the fit', fit.peakRssMiB, 'MiB'],
    ],
    { title: 'likelihive alone (bench kernel, bench fit)' },
  );
  save('bench-psyneulink', {
    expectedStepsPerEvaluation: steps,
    candidates: task.candidates,
    ours,
    theirs,
    fit,
    kernel,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
