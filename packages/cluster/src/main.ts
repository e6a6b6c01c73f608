/**
 * Entry of the child processes of a local cluster: options as one JSON line on stdin, `ready` as one on stdout.
 *
 * stdin's end means that the parent is gone, however it went: the child ends at once, whatever it
 * computes. SIGINT is left to the parent, because a terminal sends it to all of its processes.
 */
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { EvaluatorKind } from './worker/evaluator.js';

/** What the parent tells its child. */
export type ChildOptions =
  | {
      readonly role: 'scheduler';
      readonly secret: string;
      readonly creditsPerWorker: number;
      /** Folder of the cluster that the parent may have left behind. */
      readonly removeAtEnd: string;
    }
  | {
      readonly role: 'worker';
      readonly secret: string;
      readonly url: string;
      readonly threads: number;
      readonly evaluator: EvaluatorKind;
      readonly timeoutMs: number;
    };

/** What the child tells its parent once it is ready: where the cluster is. */
export interface ChildReport {
  readonly type: 'ready';
  readonly url: string;
}

/** A scheduler that was let go still says goodbye, so that its workers end without a complaint. */
const GOODBYE_MS = 500;

process.on('SIGINT', () => undefined);
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined); // nobody reads any more

const lines = createInterface({ input: process.stdin });
lines.once('line', (line) => void start(JSON.parse(line) as ChildOptions));
let atEnd = (): void => process.exit(0);
process.stdin.once('close', () => atEnd());

async function start(options: ChildOptions): Promise<void> {
  try {
    await (options.role === 'scheduler' ? schedule(options) : work(options));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(3);
  }
}

async function schedule(options: Extract<ChildOptions, { role: 'scheduler' }>): Promise<void> {
  const { hostScheduler } = await import('./scheduler/host.js');
  const { secret, creditsPerWorker, removeAtEnd } = options;
  const scheduler = await hostScheduler({ host: '127.0.0.1', port: 0, secret, creditsPerWorker });
  atEnd = () => {
    rmSync(removeAtEnd, { recursive: true, force: true });
    scheduler.end('the process that it served has ended');
    setTimeout(() => process.exit(0), GOODBYE_MS);
  };
  ready(scheduler.contact.urls[0] ?? '');
  await scheduler.ended;
  await scheduler.stop();
  process.exit(0);
}

async function work(options: Extract<ChildOptions, { role: 'worker' }>): Promise<void> {
  const { exitCodeOf, farewell, hostWorker } = await import('./worker/host.js');
  const { secret, url, threads, evaluator, timeoutMs } = options;
  const end = await hostWorker({ scheduler: url, secret, threads, evaluator, timeoutMs, onJoined: () => ready(url) });
  const why = farewell(end);
  if (why !== null) process.stderr.write(`${why}\n`);
  process.exit(exitCodeOf(end));
}

function ready(url: string): void {
  const report: ChildReport = { type: 'ready', url };
  process.stdout.write(`${JSON.stringify(report)}\n`);
}
