/**
 * Ctrl-C while fits run: the first ends them with what was found, the second ends the process at once.
 *
 * The handler is there only while a fit runs. With none running Ctrl-C does what it did before: it ends the process.
 */
import { say } from '../progress/notices.js';

const running = new Set<AbortController>();
let interrupted = false;

/** Exit code of a process that was interrupted. */
export const INTERRUPTED = 130;

/** Runs `body` with a signal that the first Ctrl-C aborts. */
export async function whileInterruptible<T>(body: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  if (running.size === 0) process.prependListener('SIGINT', onInterrupt);
  running.add(controller);
  try {
    return await body(controller.signal);
  } finally {
    running.delete(controller);
    if (running.size === 0) process.off('SIGINT', onInterrupt);
  }
}

/** Whether a fit runs, so that Ctrl-C is its business. */
export function isInterruptible(): boolean {
  return running.size > 0;
}

function onInterrupt(): void {
  if (interrupted) process.exit(INTERRUPTED);
  interrupted = true;
  process.exitCode = INTERRUPTED;
  say('interrupted: the fit ends with what was found so far; once more ends the study at once');
  for (const controller of running) controller.abort();
}
