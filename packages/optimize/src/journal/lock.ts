/**
 * The lock beside a journal: `FILE.lock-holder`, which names the process that writes to FILE.
 *
 * It is not Optuna's own `FILE.lock`, which is held for the length of one append and broken after 30 s: readers, and
 * Optuna's writers, do not mind ours. It is made whole in one step (a hard link), so that no moment leaves one that names
 * nobody.
 */
import { readFileSync, rmSync } from 'node:fs';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';

import { type Holder, holderIn, isSurelyGone, isThisProcess, thisHolder } from './holder.js';
import { JournalError } from './journal-error.js';

/** A lock that this process holds. */
export interface Lock {
  /** Whose lock was broken to get this one, or null. */
  readonly broken: Holder | null;
  /** Lets go of it; a second call does nothing. */
  release(): Promise<void>;
  /** The same, without a turn of the event loop. */
  releaseNow(): void;
}

/** Name of the lock of the journal at `path`. */
export function lockPath(path: string): string {
  return `${path}.lock-holder`;
}

/** Takes the lock of the journal at `path`. Throws a JournalError that names the holder, unless that one is surely gone. */
export async function takeLock(path: string): Promise<Lock> {
  const lock = lockPath(path);
  const text = `${JSON.stringify(thisHolder())}\n`;
  const own = `${lock}.${process.pid}`;
  await writeFile(own, text, { flush: true });
  let broken: Holder | null = null;
  try {
    while (!(await isMade(own, lock))) broken = (await breakLock(lock, path)) ?? broken;
  } finally {
    await rm(own, { force: true });
  }
  let isHeld = true;
  const releaseNow = () => {
    if (!isHeld) return;
    isHeld = false;
    if (isOwn(lock, text)) rmSync(lock, { force: true });
  };
  return { broken, release: async () => releaseNow(), releaseNow };
}

function isOwn(lock: string, text: string): boolean {
  try {
    return readFileSync(lock, 'utf8') === text;
  } catch {
    return false; // gone, or not ours to look at: not ours to remove
  }
}

async function isMade(own: string, lock: string): Promise<boolean> {
  try {
    await link(own, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a lock whose holder is surely gone, and resolves to that holder; null where the lock was gone already. */
async function breakLock(lock: string, path: string): Promise<Holder | null> {
  const found = await textOf(lock);
  if (found === null) return null;
  const holder = holderIn(found);
  if (holder === null) {
    throw new JournalError('journal', `${path} must not be in use, got a lock that names nobody: remove ${lock}`);
  }
  if (!isSurelyGone(holder)) throw inUse(path, lock, holder);
  const aside = `${lock}.${process.pid}.broken`;
  try {
    await rename(lock, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null; // another process broke it
    throw error;
  }
  if ((await textOf(aside)) !== found) await isMade(aside, lock); // a new holder's, taken since we looked: given back
  await rm(aside, { force: true });
  return holder;
}

function inUse(path: string, lock: string, holder: Holder): JournalError {
  const { host, pid, since } = holder;
  const who = isThisProcess(holder) ? 'this very process' : `process ${pid} of ${host}`;
  const advice = isThisProcess(holder) ? '' : `; if it is gone for certain, remove ${lock}`;
  return new JournalError(
    'journal',
    `${path} must not be in use, got one that ${who} has held since ${since}${advice}`,
  );
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
