/** Runs the built command as users do, as a process of its own, and watches which processes it leaves. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Top folder of the repository. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');
/** The command. */
export const BIN = join(ROOT, 'packages/likelihive/bin/likelihive.js');
/** Contracts, data and reference values, beside the checkout. */
export const SHARED = resolve(ROOT, '../shared');

/** A new empty folder with these files in it. */
export function aFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'likelihive-test-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  folders.push(folder);
  return folder;
}

const folders: string[] = [];
const children: ChildProcess[] = [];

/** Removes every folder that `aFolder` made, and ends what a test that failed has left running. */
export function removeFolders(): void {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A process that was started, and what it has printed so far. */
export interface Started {
  readonly child: ChildProcess;
  readonly pid: number;
  stdout: string;
  stderr: string;
  /** Exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
  /** Resolves when stdout or stderr matches; rejects when the process ends first or after 60 s. */
  sees(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<void>;
}

/** How a command is started. */
export interface StartOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** In a process group of its own, as a terminal's foreground job is. */
  readonly detached?: boolean;
}

const CLEAN = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(SLURM|LIKELIHIVE|NODE_OPTIONS|JEST)/.test(name)),
);

/** Starts `node …args`. */
export function startNode(
  args: readonly string[],
  { cwd = ROOT, env = {}, detached = false }: StartOptions = {},
): Started {
  const child = spawn(process.execPath, [...args], {
    cwd,
    env: { ...CLEAN, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached,
  });
  children.push(child);
  const started: Started = {
    child,
    pid: child.pid!,
    stdout: '',
    stderr: '',
    ended: once(child, 'close').then(([code, signal]) => code ?? signal),
    sees: (stream, pattern) => sees(started, stream, pattern),
  };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]!.setEncoding('utf8').on('data', (text: string) => {
      started[stream] += text;
    });
  }
  return started;
}

/** Starts `likelihive …args`. */
export function start(args: readonly string[], options?: StartOptions): Started {
  return startNode([BIN, ...args], options);
}

/** Runs `likelihive …args` to its end. */
export async function run(
  args: readonly string[],
  options?: StartOptions,
): Promise<Started & { readonly code: number | string }> {
  const started = start(args, options);
  return Object.assign(started, { code: await started.ended });
}

async function sees(started: Started, stream: 'stdout' | 'stderr', pattern: RegExp): Promise<void> {
  const failure = () =>
    new Error(`${pattern} not seen on ${stream}; stdout: ${started.stdout}; stderr: ${started.stderr}`);
  let hasEnded = false;
  void started.ended.then(() => (hasEnded = true));
  await until(() => {
    if (pattern.test(started[stream])) return true;
    if (hasEnded) throw failure();
    return false;
  }, 60_000).catch(() => Promise.reject(failure()));
}

/** Polls until `claim` holds; rejects after `ms`. */
export async function until(claim: () => boolean | Promise<boolean>, ms: number): Promise<void> {
  const deadline = performance.now() + ms;
  while (!(await claim())) {
    if (performance.now() > deadline) throw new Error(`still not so after ${ms} ms: ${claim}`);
    await delay(20);
  }
}

/** Every process below `pid`, itself not included. */
export function descendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // it ended while we looked
    }
  }
  const below = (parent: number): number[] =>
    [...parents].filter(([, of]) => of === parent).flatMap(([child]) => [child, ...below(child)]);
  return below(pid);
}

/** Whether a process runs; one that has ended and was not waited for does not. */
export function isAlive(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}
