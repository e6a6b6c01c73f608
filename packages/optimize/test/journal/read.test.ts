/** Reading journals, against what Optuna itself reads from them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';

import type { OptunaStudy } from '../../src/journal/optuna-study.js';
import { readOptunaJournal } from '../../src/journal/read.js';
import { golden } from '../golden.js';

interface Expected {
  readonly files: Readonly<Record<string, { readonly studies: readonly OptunaStudy[] }>>;
}

const { files } = golden<Expected>('journal/expected.json');
const folder = mkdtempSync(join(tmpdir(), 'likelihive-journal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const goldenFile = (name: string) =>
  fileURLToPath(new URL(`../../../../../shared/golden/optimize/journal/${name}`, import.meta.url));

/** Infinities, NaN and Optuna's pickles as the reference writes them. */
function asRecorded(value: unknown): unknown {
  if (typeof value === 'string' && value.length > 1000) return `string of ${value.length} characters`;
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return value.map(asRecorded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asRecorded(member)]));
}

function aFile(...lines: readonly string[]): string {
  const path = join(folder, 'journal.log');
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
  return path;
}

describe('readOptunaJournal', () => {
  it.each(Object.keys(files))('sees in %s what Optuna sees', async (name) => {
    expect(asRecorded(await readOptunaJournal(goldenFile(name)))).toEqual(files[name]!.studies);
  });

  it('knows five reference files', () => {
    expect(Object.keys(files)).toHaveLength(5);
  });

  const STUDY = '{"op_code":0,"worker_id":"w","study_name":"s","directions":[2]}';
  const RUNNING = '{"op_code":4,"worker_id":"w","study_id":0,"datetime_start":"2026-01-01T02:00:00.125+02:00"}';

  it('leaves out a last line that was cut off, with and without its newline', async () => {
    const path = aFile(STUDY, RUNNING, '{"op_code":6,"wor');

    expect((await readOptunaJournal(path))[0]!.trials).toHaveLength(1);
  });

  it('gives moments in UTC whatever the offset they were written with', async () => {
    const [study] = await readOptunaJournal(aFile(STUDY, RUNNING));

    expect(study!.trials[0]!.datetime_start).toBe('2026-01-01T00:00:00.125');
  });

  it.each([
    ['a line that is no JSON', ['what', STUDY], /line 1: the line must be a JSON object, got "what"/],
    ['an unknown operation', ['{"op_code":11}'], /line 1: op_code must be one of 0 to 9, got 11/],
    ['an id that is no number', [STUDY, '{"op_code":8,"trial_id":"x"}'], /line 2: trial_id must be an integer/],
    ['a moment that is none', [STUDY, RUNNING.replace('2026-01', '2026-77')], /line 2: datetime_start must be null or/],
    ['another kind of file', ['hello'], /line 1: the line must be a JSON object/],
  ])('refuses %s, naming line and field', async (_title, lines, message) => {
    await expect(readOptunaJournal(aFile(...lines))).rejects.toThrow(message);
  });

  it('refuses a file that is not there, naming it', async () => {
    await expect(readOptunaJournal(join(folder, 'nothing.log'))).rejects.toThrow(/nothing\.log: ENOENT/);
  });
});
