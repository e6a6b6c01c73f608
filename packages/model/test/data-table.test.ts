import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataTable, type DataTableOptions } from '../src/data-table.js';
import { refusalOf, rejectionOf } from './builders.js';

describe('DataTable', () => {
  const rows = [
    { stim: 'LL', correct: 1, rt: 0.5 },
    { stim: 'WW', correct: 0, rt: 0.75 },
    { stim: 'LL', correct: 1, rt: 0.25 },
  ];
  const table = new DataTable(rows, { categorical: ['stim', 'correct'] });

  it('is the same from rows and from columns', () => {
    const columns = { stim: ['LL', 'WW', 'LL'], correct: [1, 0, 1], rt: Float64Array.of(0.5, 0.75, 0.25) };
    const other = new DataTable(columns, { categorical: ['stim', 'correct'] });
    for (const made of [table, other]) {
      expect(made.columns).toEqual(['stim', 'correct', 'rt']);
      expect(made.categorical).toEqual(['stim', 'correct']);
      expect(made.length).toBe(3);
      expect(made.column('stim')).toEqual(['LL', 'WW', 'LL']);
      expect(made.column('rt')).toEqual([0.5, 0.75, 0.25]);
    }
  });

  it('keeps the rows that a filter keeps, and tells it where they stand', () => {
    expect(table.filter((row) => row.stim === 'LL' && Number(row.rt) < 0.4).column('rt')).toEqual([0.25]);
    expect(table.filter((_, index) => index !== 1).column('correct')).toEqual([1, 1]);
    expect(table.filter(() => false).length).toBe(0);
    expect(table.length).toBe(3);
  });

  it('keeps categories through filter and select', () => {
    const part = table.filter(() => true).select(['rt', 'stim']);
    expect([part.columns, part.categorical]).toEqual([['rt', 'stim'], ['stim']]);
  });

  it('gives copies, so that nobody changes it from outside', () => {
    table.column('rt')[0] = 99;
    expect(table.column('rt')[0]).toBe(0.5);
  });

  it('makes numbers of categories that are all numbers, and strings of all others', () => {
    const mixed = new DataTable({ a: ['1.0', '0.0'], b: [1, 'x'], c: [true, false] }, { categorical: ['a', 'b', 'c'] });
    expect(mixed.column('a')).toEqual([1, 0]);
    expect(mixed.column('b')).toEqual(['1', 'x']);
    expect(mixed.column('c')).toEqual([1, 0]);
  });

  it('picks columns in the order asked for', () => {
    const picked = new DataTable(rows, { categorical: ['correct'], columns: ['rt', 'correct'] });
    expect(picked.columns).toEqual(['rt', 'correct']);
  });

  it('treats a column called __proto__ as any other', () => {
    const odd = new DataTable([JSON.parse('{"__proto__": 1}'), JSON.parse('{"__proto__": 2}')]);
    expect(odd.filter((row) => Object.entries(row)[0]?.[1] === 2).length).toBe(1);
  });

  it.each([
    [[{ rt: NaN }], {}, 'ERR_DATA data row 0, column "rt" must be a finite number, got NaN'],
    [[{ rt: 1 }, { rt: null }], {}, 'ERR_DATA data row 1, column "rt" must be a finite number, got null'],
    [[{ rt: '' }], {}, 'ERR_DATA data row 0, column "rt" must be a finite number, got ""'],
    [
      [{ stim: 'LL' }],
      {},
      'ERR_DATA data row 0, column "stim" must be a finite number, got "LL" (a column of words must be categorical)',
    ],
    [
      [{ stim: ' ' }],
      { categorical: ['stim'] },
      'ERR_DATA data row 0, column "stim" must be a number or a string that is not blank, got " "',
    ],
    [
      [{ stim: undefined }],
      { categorical: ['stim'] },
      'ERR_DATA data row 0, column "stim" must be a number or a string that is not blank, got undefined',
    ],
    [[{ a: 1 }, { b: 1 }], {}, 'ERR_DATA data row 1 must have a column "a", got b'],
    [[{ a: 1 }, { a: 1, b: 1 }], {}, 'ERR_DATA data row 1 must have the columns a only, got "b" too'],
    [[[1, 2]], {}, 'ERR_DATA data row 0 must be an object of columns, got an array of 2'],
    [{ a: [1, 2], b: [1] }, {}, 'ERR_DATA data column "b" must have 2 rows as column "a" has, got 1'],
    [{ a: 5 }, {}, 'ERR_DATA data column "a" must be an array, got 5'],
    [{ a: [1] }, { categorical: ['b'] }, 'ERR_DATA data must have a column "b", got "a"'],
    [{ a: [1] }, { columns: ['b'] }, 'ERR_DATA data must have a column "b", got "a"'],
    [{ a: [1] }, { columns: ['a', 'a'] }, 'ERR_DATA data must have each column once, got "a" again'],
    [{ a: [1] }, { categorical: 'a' }, 'ERR_OPTION DataTable categorical must be an array of column names, got "a"'],
    [
      { a: [1] },
      { categories: ['a'] },
      'ERR_OPTION DataTable options must have no keys but categorical, columns, got "categories"',
    ],
    ['a.csv', {}, 'ERR_DATA data must be an array of rows or an object of columns, got "a.csv"'],
  ])('refuses %j with %j', (source, options, text) => {
    expect(refusalOf(() => new DataTable(source as never, options as DataTableOptions))).toBe(text);
  });

  it('names the columns that it has when asked for another', () => {
    const text = 'ERR_DATA column must be one of "stim", "correct", "rt", got "RT"';
    expect(refusalOf(() => table.column('RT'))).toBe(text);
    expect(refusalOf(() => table.select(['RT']))).toBe(text);
    expect(refusalOf(() => table.select(['rt', 'rt']))).toBe(
      'ERR_DATA select must name each column once, got "rt" again',
    );
  });
});

describe('DataTable.fromCsv', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'likelihive-model-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function read(text: string, options?: DataTableOptions) {
    const path = join(folder, 'subject.csv');
    await writeFile(path, text);
    return DataTable.fromCsv(path, options);
  }

  const refusal = async (text: string, options?: DataTableOptions) =>
    (await rejectionOf(read(text, options))).replace(`${folder}/`, '');

  it('reads numbers and categories', async () => {
    const table = await read('correct,rt,stim\n1.0,0.5,LL\n0.0,6e-1,WW\n', { categorical: ['correct', 'stim'] });
    expect(table.columns).toEqual(['correct', 'rt', 'stim']);
    expect(table.column('correct')).toEqual([1, 0]);
    expect(table.column('rt')).toEqual([0.5, 0.6]);
    expect(table.column('stim')).toEqual(['LL', 'WW']);
  });

  it('takes a byte order mark, Windows lines, quotes, spaces and blank lines as they come', async () => {
    const table = await read('\ufeffa, "b"\r\n\r\n 1,"2"\r\n3,4\r\n', {});
    expect([table.columns, table.column('a'), table.column('b')]).toEqual([
      ['a', 'b'],
      [1, 3],
      [2, 4],
    ]);
  });

  it('does not look into columns that nobody wants', async () => {
    const table = await read(',rt,note\n0,0.5,fast\n1,0.6,slow\n', { columns: ['rt'] });
    expect([table.columns, table.length]).toEqual([['rt'], 2]);
  });

  it('may have no rows: that is for the fit to refuse', async () => {
    expect((await read('a,b\n')).length).toBe(0);
  });

  it.each([
    ['', {}, 'ERR_DATA subject.csv must have a header line, got an empty file'],
    ['a,a\n1,2\n', {}, 'ERR_DATA subject.csv line 1 must name each column once, got "a" again'],
    ['a,b\n1,2\n3\n', {}, 'ERR_DATA subject.csv line 3 must have 2 cells as the header has, got 1'],
    ['a,b\n1,2\n\n3,4,5\n', {}, 'ERR_DATA subject.csv line 4 must have 2 cells as the header has, got 3'],
    ['a,b\n1,\n', {}, 'ERR_DATA subject.csv line 2, column "b" must be a finite number, got ""'],
    [
      'a\n1\n\nNaN\n',
      {},
      'ERR_DATA subject.csv line 4, column "a" must be a finite number, got "NaN" (a column of words must be categorical)',
    ],
    [
      'a\n0x1f\n',
      {},
      'ERR_DATA subject.csv line 2, column "a" must be a finite number, got "0x1f" (a column of words must be categorical)',
    ],
    [
      'a,b\nx,\n',
      { categorical: ['a', 'b'] },
      'ERR_DATA subject.csv line 2, column "b" must be a number or a string that is not blank, got ""',
    ],
    ['a,b\n1,2\n', { columns: ['rt'] }, 'ERR_DATA subject.csv must have a column "rt", got "a", "b"'],
  ])('refuses %j with %j', async (text, options, message) => {
    expect(await refusal(text, options)).toBe(message);
  });

  it('says what is wrong with a quotation mark', async () => {
    expect(await refusal('a\n"1\n')).toMatch(/^ERR_DATA subject.csv must be a CSV file, got: .*line 2/i);
  });

  it('reads the data of Roitman and Shadlen', async () => {
    const file = new URL('../../../../shared/data/roitman_rts.csv', import.meta.url).pathname;
    const all = await DataTable.fromCsv(file, { categorical: ['correct'] });
    const trials = all.filter((row) => row.monkey === 1 && Number(row.rt) > 0.1 && Number(row.rt) < 1.65);
    expect([all.length, trials.length]).toEqual([6149, 2611]);
    expect(new Set(trials.column('correct'))).toEqual(new Set([0, 1]));
  });
});
