/** What tests with real processes need: scripts in processes of their own, and waiting for what must come to pass. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The package as it is installed: what scripts import. */
export const PACKAGE = fileURLToPath(new URL('../../dist/index.js', import.meta.url));

/** Resolves once `holds` does; rejects, naming `what`, when that takes longer than `withinMs`. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`${what} must come to pass within ${withinMs} ms`);
    await delay(10);
  }
}

/** Whether a process is there and not only waiting to be reaped. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** A script in a Node process of its own; it may `say(value)`, and `cluster` is this package. */
export class Script {
  readonly process: ChildProcess;
  readonly exited: Promise<number | NodeJS.Signals>;
  readonly #said: unknown[] = [];
  stderr = '';

  constructor(body: string, env: NodeJS.ProcessEnv = {}) {
    const code = `const say = (value) => process.stdout.write(JSON.stringify(value) + '\\n');
      const cluster = await import(${JSON.stringify(PACKAGE)});
      ${body}`;
    const { NODE_OPTIONS: _, ...inherited } = process.env;
    this.process = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...inherited, ...env },
    });
    this.exited = new Promise((resolve) =>
      this.process.once('close', (status, signal) => resolve(signal ?? status ?? -1)),
    );
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    if (this.process.stdout === null) throw new Error('stdout must be a pipe');
    createInterface({ input: this.process.stdout }).on('line', (line) => this.#said.push(JSON.parse(line)));
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** What it said next, or an error with its stderr where it ended without a word. */
  async next<T>(): Promise<T> {
    await until(`a word of the script (${this.stderr})`, () => this.#said.length > 0 || !isAlive(this.pid));
    if (this.#said.length === 0) await this.exited;
    if (this.#said.length === 0) throw new Error(`the script ended without a word: ${this.stderr}`);
    return this.#said.shift() as T;
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.process.kill(signal);
  }
}
