/** What the benchmark scripts share: running a program for its JSON, a table on the terminal, a file in out/. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const LIKELIHIVE = [process.execPath, join(ROOT, 'packages/likelihive/bin/likelihive.js')];

/** Runs a program and returns what it wrote; its errors show only when it fails. */
export async function output([program, ...args], { env = {} } = {}) {
  const child = spawn(program, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (part) => (text.stdout += part));
  child.stderr.on('data', (part) => (text.stderr += part));
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(`${[program, ...args].join(' ')} failed with exit code ${code}:\n${text.stderr}`);
  return text.stdout;
}

/** Runs a program whose standard output ends with one JSON document. */
export async function json(command, options) {
  const text = await output(command, options);
  return JSON.parse(text.slice(text.search(/^[[{]/m)));
}

/** A number with three digits that count, units left to the row's name. */
export function digits(value) {
  if (value === null || value === undefined) return '–';
  if (typeof value !== 'number') return String(value);
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

/** Load average when the benchmark began: what else the machine did. */
const LOAD_AT_START = loadavg()[0];

/** What has been printed, for `save`. */
const printed = [];

/** Prints rows of equal length in columns, the first one to the left, the others to the right; `save` keeps them. */
export function printTable(header, rows, { title = null } = {}) {
  printed.push({ title, header, rows });
  if (title !== null) console.log(`\n${title}`);
  const lines = [header, ...rows].map((row) => row.map(digits));
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const render = (line) =>
    line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  ');
  console.log(render(lines[0]));
  console.log(widths.map((width) => '-'.repeat(width)).join('  '));
  for (const line of lines.slice(1)) console.log(render(line));
}

/** Writes results and the tables printed, with the command, the machine, its load and the date, to out/NAME.json. */
export function save(name, results) {
  mkdirSync(join(ROOT, 'out'), { recursive: true });
  const document = {
    measured: new Date().toISOString(),
    command: `scripts/${name}`,
    machine: {
      cpu: cpus()[0]?.model.trim() ?? null,
      cores: cpus().length,
      memoryGiB: totalmem() / 2 ** 30,
      node: process.version,
    },
    loadAverage: { start: LOAD_AT_START, end: loadavg()[0] },
    tables: printed,
    ...results,
  };
  const file = join('out', `${name}.json`);
  writeFileSync(join(ROOT, file), `${JSON.stringify(document, null, 2)}\n`);
  console.log(`written: ${file}`);
}
