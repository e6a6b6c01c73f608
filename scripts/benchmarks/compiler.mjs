/**
 * Compiled compositions beside PsyNeuLink, in one run on this machine: stability-flexibility and a noisy LCA decision.
 *
 *   node scripts/benchmarks/compiler.mjs [EVALUATIONS]      of each whole study; 960, PsyNeuLink's, by default
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json, LIKELIHIVE, output, printTable, ROOT, save } from './report.mjs';

const PYTHON = join(ROOT, '.venv-psyneulink/bin/python');
const STUDY = join(ROOT, 'docs/examples/stability-flexibility/study.ts');
const WHOLE = 960;
const evaluations = Number(process.argv[2] ?? WHOLE);

const folder = mkdtempSync(join(tmpdir(), 'likelihive-bench-'));
try {
  const task = join(folder, 'task.json');
  await output([...LIKELIHIVE, 'run', join(ROOT, 'scripts/benchmarks/compiler-score.ts'), '--quiet', '--', task, '5']);
  const { ours, lca } = JSON.parse(readFileSync(task, 'utf8'));

  /** Seconds of the study's evaluations on two workers of one thread, as its users run it. */
  const wholeStudy = async (way) => {
    const file = join(folder, `${way}.json`);
    const args = ['--quiet', '--workers', '2', '--worker-cores', '1', '--json', file, '--', way, '10000', evaluations];
    await output([...LIKELIHIVE, 'run', STUDY, ...args.map(String)]);
    const { fits } = JSON.parse(readFileSync(file, 'utf8'));
    return fits[0];
  };
  const studies = { simulated: await wholeStudy('simulated'), exact: await wholeStudy('exact') };

  const program = join(ROOT, 'scripts/benchmarks/compiler_study.py');
  const rival = (threads, what) => json([PYTHON, program, task, String(threads), what]);
  const theirs = { one: await rival(1, 'control'), two: await rival(2, 'control'), lca: await rival(1, 'lca') };

  const perStep = ({ processor }) => (processor / ours.lca.laneSteps) * 1e9;
  const compare = (name, a, b, aim) => [name, a, b, b / a, aim];
  const { simulated, exact, walk } = ours.control;
  const whole = `whole study of ${evaluations} evaluations, 2 cores, s`;
  printTable(
    ['same work', 'likelihive', 'PsyNeuLink 0.21.0.0', 'times better', 'aim'],
    [
      compare('evaluation 200 × 10,000, simulated, 1 thread, s', simulated.processor, theirs.one.processor, '≥ 150×'),
      compare('the same evaluation, exact, 1 thread, s', exact.processor, theirs.one.processor, '≥ 20,000×'),
      compare('the same, exact for the walk in steps, 1 thread, s', walk.processor, theirs.one.processor, ''),
      compare(`${whole}, simulated`, studies.simulated.seconds, theirs.two.wall * evaluations, '≤ 90 s'),
      compare(`${whole}, exact`, studies.exact.seconds, theirs.two.wall * evaluations, '≤ 1 s'),
      compare('noisy two-unit LCA, ns a lane-step', perStep(ours.lca), perStep(theirs.lca), '≤ 4 ns'),
      compare('start to first evaluation, s', ours.startToFirstEvaluation, theirs.one.startToFirstEvaluation, '≤ 1 s'),
      compare('peak memory, MiB', ours.peakRssMiB, theirs.one.peakRssMiB, ''),
    ],
    { title: 'one thread: processor time; whole studies and starts: wall-clock time' },
  );
  printTable(
    ['log-likelihood of the true parameters', 'value'],
    [
      ['simulated', simulated.value],
      ['exact', exact.value],
      ['exact for the walk in steps', walk.value],
      ['PsyNeuLink (its non-decision time comes one trial late)', theirs.one.value],
    ],
  );
  const found = (fit) => [fit.optimalValue, ...Object.values(fit.optimizedParameterValues)];
  printTable(
    ['whole study', 'log-likelihood', ...studies.exact.parameterNames],
    [
      ['true', '', 3, 0.01, 0.1, 0.2],
      ['simulated', ...found(studies.simulated)],
      ['exact', ...found(studies.exact)],
      [
        'exact, standard errors',
        '',
        ...studies.exact.parameterNames.map((name) => studies.exact.standardErrors?.[name]),
      ],
    ],
  );
  save('bench-compiler', {
    notes: [
      `PsyNeuLink's whole study is extrapolated from one evaluation on two threads. An LCA evaluation is ${lca.trials} trials × ${lca.numEstimates.toLocaleString('en')} estimates, its density estimates included.`,
    ],
    evaluations,
    ours,
    theirs,
    studies: Object.fromEntries(
      Object.entries(studies).map(([way, { seconds, optimalValue, optimizedParameterValues, standardErrors }]) => [
        way,
        { seconds, optimalValue, optimizedParameterValues, standardErrors },
      ]),
    ),
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
