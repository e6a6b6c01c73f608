/** Runs programs for the tests of the repository and waits, with a deadline, for what they do. */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Root of the repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** How a program ended and what it said. */
export interface Ended {
  /** Exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** When it ended, on the clock of `performance.now()`. */
  readonly endedAtMs: number;
}

/** A program that runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Options of a program; `env` is added to this process's own. */
export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** SIGKILL after that long, so that nothing can hang a suite; 120,000 by default. */
  readonly timeoutMs?: number;
}

/** Starts `command` with `args`, in the repository's root unless told. */
export function start(command: string, args: readonly string[], options: CommandOptions = {}): Running {
  const child = spawn(command, args, {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const limit = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 120_000);
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text.stdout += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (text.stderr += part));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...text, endedAtMs: performance.now() }));
  }).finally(() => clearTimeout(limit));
  return { child, ended };
}

/** Runs `command` to its end. */
export function run(command: string, args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  return start(command, args, options).ended;
}

/** Looks every 50 ms until `look` finds something; after `timeoutMs` fails with what was `wanted`. */
export async function eventually<T>(
  wanted: string,
  look: () => T | null | Promise<T | null>,
  timeoutMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${wanted}`);
    await delay(50);
  }
}
