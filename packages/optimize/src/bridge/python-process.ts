/**
 * One Python process that answers requests, one line of JSON each way.
 *
 * It is started by the first request and answers in the order of the requests. When it dies, every request that is open
 * rejects with the end of what it wrote to its standard error. One that answers nothing for too long is killed.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { parsePythonJson, toPythonJson } from '../journal/python-json.js';
import type { Json } from '../options.js';
import { BridgeError, type BridgeFault, bridgeError, INSTALL_OPTUNA } from './bridge-error.js';

/** The process is gone: whoever can may start another and say again what this one was told. */
export class PythonDied extends BridgeError {}

interface Open {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: BridgeError) => void;
}

const BRIDGE = fileURLToPath(new URL('../../python/optuna_bridge.py', import.meta.url));
/** Characters of its standard error that are shown when it dies. */
const TAIL = 2000;
/** Longest answer: what is longer is no answer of ours. */
const LONGEST_LINE = 64 * 1024 * 1024;
/** Milliseconds that a timer of Node takes. */
const LONGEST_TIMER = 2 ** 31 - 1;
/** Seconds that it may take for an answer: a Gaussian process of some thousand trials takes one or two. */
const ANSWER_SECONDS = 600;
/** Milliseconds that it has to end after its standard input has. */
const GRACE_MS = 2000;

/** See the head of this file. */
export class PythonProcess {
  readonly #python: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #open = new Map<number, Open>();
  readonly #ended: Promise<void>;
  #isClosing = false;
  #death: PythonDied | BridgeError | null = null;
  #nextId = 0;
  #pieces: Buffer[] = [];
  #length = 0;
  #stderr = '';
  readonly #answerSeconds: number;
  /** Runs while an answer is waited for. */
  #deadline: NodeJS.Timeout | null = null;
  #isLate = false;

  constructor(
    python: string,
    { answerSeconds = ANSWER_SECONDS }: { readonly answerSeconds?: number | undefined } = {},
  ) {
    this.#python = python;
    this.#answerSeconds = answerSeconds;
    this.#child = spawn(python, ['-u', '-X', 'utf8', BRIDGE], { stdio: 'pipe' });
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', (error: NodeJS.ErrnoException) => {
        this.#die(
          new BridgeError(
            'python',
            `python must be a Python that runs, got ${python}: ${error.code}; ${INSTALL_OPTUNA}`,
          ),
        );
        resolve();
      });
      this.#child.once('close', (code, signal) => {
        const end = this.#isLate
          ? `was killed: it gave no answer for ${this.#answerSeconds} s`
          : `ended with ${signal ?? `exit code ${code}`}`;
        const text = `${python} ${end}: ${this.#stderr.trim() || 'it said nothing'}`;
        this.#die(new PythonDied('optuna', text));
        resolve();
      });
    });
    this.#child.stdin.on('error', () => {}); // the same death is told by `close`
    this.#child.stdout.on('data', (piece: Buffer) => this.#read(piece));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-TAIL);
    });
  }

  /** Process id; undefined where it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Resolves to the answer; rejects with a BridgeError that says what is wrong, or with PythonDied. */
  request(op: string, members: Readonly<Record<string, Json>> = {}): Promise<unknown> {
    if (this.#death !== null) return Promise.reject(this.#death);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#open.set(id, { resolve, reject });
      if (this.#deadline === null) this.#waitForAnswer();
      this.#child.stdin.write(`${toPythonJson({ id, op, ...members })}\n`);
    });
  }

  /** Lets it end, and ends it where it does not. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), GRACE_MS);
    await this.#ended;
    clearTimeout(timer);
  }

  #read(piece: Buffer): void {
    let start = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, start)) {
      this.#pieces.push(piece.subarray(start, end));
      const line = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces);
      this.#pieces = [];
      this.#length = 0;
      start = end + 1;
      this.#answer(line.toString('utf8'));
    }
    if (start === piece.length) return;
    this.#pieces.push(piece.subarray(start));
    this.#length += piece.length - start;
    if (this.#length > LONGEST_LINE) this.#child.kill('SIGKILL');
  }

  #answer(line: string): void {
    const answer = parsePythonJson(line) as {
      readonly id: number;
      readonly ok?: unknown;
      readonly error?: BridgeFault;
    };
    const open = this.#open.get(answer.id);
    this.#open.delete(answer.id);
    this.#waitForAnswer();
    if (answer.error === undefined) open?.resolve(answer.ok);
    else open?.reject(bridgeError(answer.error, this.#python));
  }

  /** From now on the next answer has its time; with no request open there is none to wait for. */
  #waitForAnswer(): void {
    if (this.#deadline !== null) clearTimeout(this.#deadline);
    this.#deadline = null;
    if (this.#open.size === 0) return;
    this.#deadline = setTimeout(
      () => {
        this.#isLate = true;
        this.#child.kill('SIGKILL');
      },
      Math.min(1000 * this.#answerSeconds, LONGEST_TIMER),
    );
  }

  #die(error: PythonDied | BridgeError): void {
    this.#death ??= this.#isClosing ? new BridgeError('optuna', 'the sampler has been closed') : error;
    for (const { reject } of this.#open.values()) reject(this.#death);
    this.#open.clear();
    this.#waitForAnswer();
  }
}
