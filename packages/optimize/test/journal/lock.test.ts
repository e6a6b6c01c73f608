/** The lock of a journal: one holder, and broken only when that one is surely gone. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { afterAll, describe, expect, it } from '@jest/globals';

import { type Holder, thisHolder } from '../../src/journal/holder.js';
import { lockPath, takeLock } from '../../src/journal/lock.js';
import { aFolder } from './support.js';

const folder = aFolder();
afterAll(() => folder.remove());
let count = 0;

/** A journal's path with a lock beside it. */
function lockedBy(holder: Partial<Holder> | string): string {
  const path = folder.path(`locked-${count++}`);
  const text = typeof holder === 'string' ? holder : JSON.stringify({ ...thisHolder(), ...holder });
  writeFileSync(lockPath(path), text);
  return path;
}

const dead = () => spawnSync('true').pid;

describe('the lock of a journal', () => {
  it('names host, process and the start of it', async () => {
    const path = folder.path('fresh');
    const lock = await takeLock(path);

    expect(JSON.parse(readFileSync(lockPath(path), 'utf8'))).toMatchObject({ host: hostname(), pid: process.pid });
    expect(lock.broken).toBeNull();
    await lock.release();
    expect(existsSync(lockPath(path))).toBe(false);
  });

  it('is refused to all but one of those that want it at once', async () => {
    const path = lockedBy({ pid: dead() });
    const taken = await Promise.allSettled([takeLock(path), takeLock(path), takeLock(path)]);

    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it.each<[string, () => Partial<Holder>]>([
    ['whose process has ended', () => ({ pid: dead() })],
    [
      'whose process id is used again',
      () => ({ pid: process.ppid, started: `${thisHolder().started!.split('/')[0]}/1` }),
    ],
    ['of before the host started anew', () => ({ started: '00000000-0000/1' })],
  ])('is taken from a holder %s', async (_title, holder) => {
    const path = lockedBy(holder());
    const lock = await takeLock(path);

    expect(lock.broken).toMatchObject({ host: hostname() });
    await lock.release();
  });

  it.each<[string, Partial<Holder> | string, RegExp]>([
    ['that runs', { pid: process.ppid, started: startOfParent() }, /process \d+ of .* has held since/],
    ['that is this process', {}, /this very process/],
    ['of another host', { host: 'elsewhere', pid: 1 }, /process 1 of elsewhere .*; if it is gone for certain, remove/],
    ['of another container', { pid: 999_999, pidNamespace: 'pid:[1]' }, /process 999999 of/],
    ['that is not named', 'what', /a lock that names nobody: remove .*lock-holder/],
  ])('is not taken from a holder %s', async (_title, holder, message) => {
    const path = lockedBy(holder);
    const before = readFileSync(lockPath(path), 'utf8');

    await expect(takeLock(path)).rejects.toThrow(message);
    expect(readFileSync(lockPath(path), 'utf8')).toBe(before);
  });
});

/** What a lock of this process's parent says of its start. */
function startOfParent(): string {
  const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
  const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return `${thisHolder().started!.split('/')[0]}/${ticks}`;
}
