/** Writes docs/benchmarks.md: the tables that the benchmarks printed, with command, machine, load and date of each run. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digits, ROOT } from './report.mjs';

const PAGE = 'docs/benchmarks.md';

/** Benchmarks in the order of the page. */
const BENCHES = [
  {
    name: 'bench-kernel-rivals',
    title: 'The kernel beside others',
    about:
      'The same work, one thread against one thread: processor time, medians of at least five rounds (`bench kernel`: ' +
      'wall-clock time, the best round). The bias and sd of PsyNeuLink are those of its reference file; everything else ' +
      'is measured in the run. An empty figure is what this build cannot do yet, or a rival that could not be installed.',
  },
  {
    name: 'bench-psyneulink',
    title: 'The DDM study beside PsyNeuLink',
    about:
      '50 trials × 4000 estimates, wall-clock time. The same four candidates, data and sizes, one program after the other.',
  },
  {
    name: 'bench-compiler',
    title: 'Compiled compositions beside PsyNeuLink',
    about:
      'The stability-flexibility study of docs/examples (200 trials × 10,000 estimates; control module and decision, state carried ' +
      'over) and a noisy decision of two competing accumulators. The same models, candidates and data, one program after the other.',
  },
  {
    name: 'bench-dask',
    title: 'The cluster beside dask.distributed',
    about: 'Tasks that do nothing, on two worker processes: what the cluster itself costs. Wall-clock time.',
  },
  {
    name: 'bench-optimizers',
    title: 'The optimizers beside Optuna and SciPy',
    about:
      'The same functions, rounds and seeds for all, driven by one loop; Optuna 5.0.0 and SciPy 1.17.1 behind a pipe, whose ' +
      'cost is not counted. What to make of it: [guides/optimizers.md](guides/optimizers.md).',
  },
  { name: 'bench', title: 'Our own figures', about: 'Kernel, cluster and a whole fit. Wall-clock time.' },
  { name: 'roitman', title: 'Real data', about: 'Monkey 1 of the Roitman & Shadlen data, simulated likelihood.' },
];

const escaped = (cell) => digits(cell).replaceAll('|', '\\|');

function table({ title, header, rows }) {
  const line = (cells) => `| ${cells.map(escaped).join(' | ')} |`;
  const isText = (column) => column === 0 || rows.every((row) => typeof row[column] !== 'number');
  const rule = `|${header.map((_, column) => (isText(column) ? '---|' : '---:|')).join('')}`;
  const heading = title === null ? [] : [`**${title}**`, ''];
  return [...heading, line(header), rule, ...rows.map(line), ''];
}

/** When, where and under what load a benchmark ran. */
function circumstances({ measured, command, machine, loadAverage }) {
  const where = `${machine.cpu}, ${machine.cores} cores, ${Math.round(machine.memoryGiB)} GiB, Node ${machine.node}`;
  const load = `load average ${loadAverage.start.toFixed(1)} at the start, ${loadAverage.end.toFixed(1)} at the end`;
  return `\`${command}\` · ${measured.slice(0, 16).replace('T', ' ')} UTC · ${where} · ${load}`;
}

function section({ name, title, about }) {
  const file = join(ROOT, 'out', `${name}.json`);
  const heading = [`## ${title}`, '', about, ''];
  if (!existsSync(file)) return [...heading, `Not measured yet: run \`scripts/${name}\`.`, ''];
  const results = JSON.parse(readFileSync(file, 'utf8'));
  const notes = (results.notes ?? []).map((note) => `- ${note}`);
  return [
    ...heading,
    circumstances(results),
    '',
    ...results.tables.flatMap(table),
    ...(notes.length > 0 ? [...notes, ''] : []),
  ];
}

const page = [
  '<!-- Written by scripts/bench-report from out/*.json. Do not edit. -->',
  '# Benchmarks',
  '',
  'Each section names the command that measures it again; `scripts/bench-report` then writes this page. Wall-clock times',
  'of a machine with other work to do are upper limits: see the load average (one a core means no idle core).',
  '',
  ...BENCHES.flatMap(section),
];
writeFileSync(join(ROOT, PAGE), `${page.join('\n').trimEnd()}\n`);
console.log(`written: ${PAGE}`);
