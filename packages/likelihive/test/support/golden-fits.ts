/** Reference fits of published data (`golden/fits`) and the data that they were made of. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataTable } from '@likelihive/model';

import { SHARED } from './command.js';

/** One case, as its file's header explains it. */
export interface FitCase {
  readonly name: string;
  readonly lapse: number;
  readonly lapse_T: number | null;
  readonly parameter_order: readonly string[];
  readonly estimate: Readonly<Record<string, number>>;
  readonly standard_error: Readonly<Record<string, number>>;
  readonly log_likelihood: number;
  readonly probes: readonly { readonly parameters: readonly number[]; readonly log_likelihood: number }[];
}

/** Every case of a file. */
export function fitCases(file: 'roitman' | 'cavanagh'): readonly FitCase[] {
  const { cases } = JSON.parse(readFileSync(join(SHARED, `golden/fits/${file}.json`), 'utf8')) as {
    readonly cases: readonly FitCase[];
  };
  return cases;
}

/** One monkey's trials, cut as the reference fits cut them. */
export async function monkeyTrials(monkey: number): Promise<DataTable> {
  const all = await DataTable.fromCsv(join(SHARED, 'data/roitman_rts.csv'), { categorical: ['correct'] });
  return all.filter((row) => row.monkey === monkey && Number(row.rt) > 0.1 && Number(row.rt) < 1.65);
}
