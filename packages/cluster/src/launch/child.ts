/**
 * One child process of a local cluster: `node main.js`, its options as the first line on stdin.
 *
 * The pipe to its stdin is the child's lease: it ends when this process does, however that happens,
 * and the child with it. The secret goes that way too, never by arguments or environment.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { deferred } from '../deferred.js';
import type { ChildOptions, ChildReport } from '../main.js';
import { ClusterError } from '../protocol/errors.js';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
/** How much of a child's stderr is kept for the message of its failure [characters]. */
const TAIL = 4000;
const GRACE_MS = 2_000;

/** A child process, from its start to its end. */
export class Child {
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #exited = deferred<string>();
  readonly #reported = deferred<ChildReport>();
  #stderr = '';

  /** @param main the script, `dist/main.js` of this package */
  constructor(name: string, options: ChildOptions, main: string = MAIN) {
    this.name = name;
    this.#process = spawn(process.execPath, [main], { stdio: ['pipe', 'pipe', 'pipe'] });
    const { stdin, stdout, stderr } = this.#process;
    this.#process.once('error', (error) => this.#exited.resolve(error.message));
    this.#process.once('close', (code, signal) => this.#exited.resolve(signal ?? `exit code ${code}`));
    stdin?.on('error', () => undefined); // the child is gone: `close` says so
    stdin?.write(`${JSON.stringify(options)}\n`);
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-TAIL);
    });
    if (stdout === null) return;
    createInterface({ input: stdout }).on('line', (line) => this.#reported.resolve(JSON.parse(line) as ChildReport));
  }

  /** 0 where it could not be started. */
  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** What the child says once it is ready. Rejects with `ERR_CLUSTER_START` and the end of its stderr. */
  async ready(timeoutMs: number): Promise<ChildReport> {
    const tooLate = deferred<string>();
    const timer = setTimeout(() => tooLate.resolve('nothing'), timeoutMs);
    try {
      const first = await Promise.race([this.#reported.promise, this.#exited.promise, tooLate.promise]);
      if (typeof first !== 'string') return first;
      const said = this.#stderr === '' ? '' : `\n${this.#stderr.trimEnd()}`;
      throw new ClusterError(
        'ERR_CLUSTER_START',
        `${this.name} must be ready within ${timeoutMs / 1000} s, got ${first}${said}`,
      );
    } finally {
      clearTimeout(timer);
    }
  }

  /** From now on the child does not keep this process alive. */
  unref(): void {
    this.#process.unref();
    for (const stream of [this.#process.stdin, this.#process.stdout, this.#process.stderr]) {
      (stream as { unref?(): void } | null)?.unref?.();
    }
  }

  /** Ends its lease; kills it if that is not enough. */
  async stop(): Promise<void> {
    this.#process.ref();
    this.#process.stdin?.end();
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), GRACE_MS);
    await this.#exited.promise;
    clearTimeout(timer);
  }
}
