/**
 * The journals that this process has open: one a file, shared by its fits, from the first of them to the process's end.
 *
 * A study of many fits so writes them all into one file; k fits of one name are `name`, `name-2`, … in the order in which
 * they begin, when it is run again as well.
 */
import { resolve } from 'node:path';
import { type Journal, openJournal } from '@likelihive/optimize';

import { say } from '../progress/notices.js';

/** Milliseconds between attempts at a file that cannot be written: the first, and the longest. */
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;

/** One open journal and the fits that are writing to it. */
export interface SharedJournal {
  readonly journal: Journal;
  /** Signals of running fits: one that is aborted gives up what cannot be written. */
  readonly signals: Set<AbortSignal>;
  /** Since when nothing can be written, in words; null while writing works. */
  blocked: string | null;
}

const open = new Map<string, Promise<SharedJournal>>();

/** The journal at `path`, opened where this process has not done so; see `openJournal` for what it refuses. */
export function sharedJournal(path: string, resume: boolean): Promise<SharedJournal> {
  const file = resolve(path);
  const found = open.get(file);
  if (found !== undefined) return found;
  const opened = openShared(file, resume);
  open.set(file, opened);
  opened.then(
    ({ journal }) => process.once('exit', () => journal.releaseNow()),
    () => open.delete(file), // the next fit may try again
  );
  return opened;
}

/** Closes every journal: for programs that are to read or open them again before they end. */
export async function closeJournals(): Promise<void> {
  const all = [...open.values()];
  open.clear();
  for (const { journal } of await Promise.all(all)) await journal.close();
}

async function openShared(file: string, resume: boolean): Promise<SharedJournal> {
  const signals = new Set<AbortSignal>();
  let shared: SharedJournal | null = null;
  const journal = await openJournal(file, {
    resume,
    async whenBlocked(error, attempts) {
      if (shared === null) throw error; // nothing has begun: this is the user's to mend
      if (shared.blocked === null) {
        shared.blocked = error.message;
        say(`journal: ${file} cannot be written (${error.message}): the fit waits until it can`);
      }
      await pause(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempts - 1)), signals, error);
    },
  });
  shared = { journal, signals, blocked: null };
  return shared;
}

/** Resolves after `ms`; rejects with `error` when a fit is interrupted meanwhile. */
function pause(ms: number, signals: ReadonlySet<AbortSignal>, error: Error): Promise<void> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.any([...signals]); // of those running now
    const give = () => {
      clearTimeout(timer);
      reject(error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', give);
      resolve();
    }, ms);
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
}
