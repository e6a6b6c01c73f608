/** Compares the kernel with PsyNeuLink, ssm-simulators, fastKDE, SciPy, hddm-wfpt and PyDDM: same work, one thread each. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { json, printTable, ROOT, save } from './report.mjs';
import { measureBias } from './rivals/bias.mjs';
import { measureMemory } from './rivals/memory.mjs';
import { measureOurs, studyData } from './rivals/ours.mjs';
import { agreementRows, biasRows, memoryRows, speedRows } from './rivals/rows.mjs';
import { TRUTH } from './rivals/study.mjs';
import { makeTask } from './rivals/task.mjs';

const SEEDS = 50;
const PROGRAMS = {
  ssms: ['.venv-rivals-ssms', 'euler_steps.py'],
  kde: ['.venv-rivals-kde', 'densities.py'],
  wfpt: ['.venv-rivals-wfpt', 'wiener.py'],
  pyddm: ['.venv-rivals-pyddm', 'bounds.py'],
  psyneulink: ['.venv-psyneulink', 'psyneulink_evaluation.py'],
};

const shared = resolve(process.argv[2] ?? join(ROOT, '../shared'));
const notes = [];

/** A rival's figures; null, and a note that says why, where it cannot be run here. */
async function measureRival(name, file) {
  const [environment, program] = PROGRAMS[name];
  try {
    return await json([join(ROOT, environment, 'bin/python'), join(ROOT, 'scripts/benchmarks/rivals', program), file]);
  } catch (error) {
    notes.push(`${program} not run (${environment}): ${error.message.trim().split('\n').at(-1)}`);
    return null;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'likelihive-rivals-'));
try {
  const [task, data] = [await makeTask(), await studyData()];
  const file = join(folder, 'task.json');
  writeFileSync(file, JSON.stringify({ ...task, ...data, numEstimates: 4000, candidates: [TRUTH] }));

  const ours = await measureOurs(task, data);
  const rivals = {};
  for (const name of Object.keys(PROGRAMS)) rivals[name] = await measureRival(name, file);
  const memory = await measureMemory();
  const bias = await measureBias(join(shared, 'golden/psyneulink/ddm-loglik.json'), { seeds: SEEDS });

  const header = ['', 'likelihive', 'rival', '', 'times better', 'goal', 'met'];
  printTable(header, [...speedRows(ours, rivals), ...memoryRows(memory, rivals)]);
  printTable(['', 'difference', 'of'], agreementRows(ours, rivals), { title: 'The same answers' });
  if (bias === null) notes.push(`no bias: golden/psyneulink/ddm-loglik.json was not there`);
  else {
    printTable(['density', 'bias', 'sd', 'goal, bias / sd', 'met'], biasRows(bias), {
      title: `Log-likelihood of the DDM study less the exact one of the walk, nats, ${SEEDS} seeds, first trial left out`,
    });
  }
  for (const note of notes) console.log(note);
  save('bench-kernel-rivals', {
    notes,
    walk: task.walk,
    ours: withoutArrays(ours),
    rivals: withoutArrays(rivals),
    memory,
    bias,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The same figures without densities, which only `agreementRows` needs. */
function withoutArrays(figures) {
  const isArray = (value) => Array.isArray(value) || ArrayBuffer.isView(value);
  return JSON.parse(JSON.stringify(figures, (_, value) => (isArray(value) ? undefined : value)));
}
