/** Appends that are on the disk when they say so, also where the disk refuses them for a while. */
import { appendFileSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';

import { DurableFile } from '../../src/journal/durable-file.js';
import { aFolder, neverBlocked } from './support.js';

const folder = aFolder();
afterAll(() => folder.remove());

describe('a durable file', () => {
  it('is on the disk when an append resolves, in the order of the calls', async () => {
    const path = folder.path('ordered');
    const file = await DurableFile.open(path, neverBlocked);
    await file.append('a\n');
    expect(readFileSync(path, 'utf8')).toBe('a\n');

    await Promise.all(['b\n', 'c\n', 'd\n'].map((line) => file.append(line)));
    await file.close();
    expect(readFileSync(path, 'utf8')).toBe('a\nb\nc\nd\n');
  });

  it('writes what was appended before it is closed', async () => {
    const path = folder.path('closed');
    const file = await DurableFile.open(path, neverBlocked);
    const appended = file.append('last\n');
    await file.close();

    await appended;
    expect(readFileSync(path, 'utf8')).toBe('last\n');
  });

  it('keeps what another program appended in between', async () => {
    const path = folder.path('shared');
    const file = await DurableFile.open(path, neverBlocked);
    await file.append('ours\n');
    appendFileSync(path, 'theirs\n');
    await file.append('ours again\n');
    await file.close();

    expect(readFileSync(path, 'utf8')).toBe('ours\ntheirs\nours again\n');
  });

  it('tells of a full disk, counts the attempts, and fails only when it is given up', async () => {
    const attempts: [string | undefined, number][] = [];
    const file = await DurableFile.open('/dev/full', async (error, count) => {
      attempts.push([(error as NodeJS.ErrnoException).code, count]);
      if (count === 3) throw new Error('given up');
    });

    await expect(file.append('line\n')).rejects.toThrow('given up');
    expect(attempts).toEqual([
      ['ENOSPC', 1],
      ['ENOSPC', 2],
      ['ENOSPC', 3],
    ]);
    await file.close();
  });
});
