/** `likelihive journal FILE`: the evaluations in a journal, as a table, as comma-separated values or as JSON. */
import { type OptunaStudy, type OptunaTrial, readOptunaJournal } from '@likelihive/optimize';

import { toJson } from '../results/json.js';
import { table } from '../results/table.js';
import type { Asked } from './command-line.js';

/** Prints what the file holds. */
export async function journal({ file, csv, json }: Asked & { command: 'journal' }): Promise<number> {
  const studies = await readOptunaJournal(file);
  process.stdout.write(json ? toJson({ file, studies }) : csv ? journalCsv(studies) : journalText(studies));
  return 0;
}

/** Studies and their trials as people read them. */
export function journalText(studies: readonly OptunaStudy[]): string {
  if (studies.length === 0) return 'no studies\n';
  return studies.map(studyText).join('\n');
}

/** One row a trial of any study, numbers in full precision; a parameter that a trial lacks is empty. */
export function journalCsv(studies: readonly OptunaStudy[]): string {
  const columns = columnsOf(studies);
  const rows = studies.flatMap((study) =>
    study.trials.map((trial) => [study.study_name, ...rowOf(trial, columns, String)]),
  );
  return [['study', ...headOf(columns)], ...rows].map((row) => `${row.map(quoted).join(',')}\n`).join('');
}

/** What there is to show of the trials. */
interface Columns {
  readonly objectives: number;
  readonly parameters: readonly string[];
}

function columnsOf(studies: readonly OptunaStudy[]): Columns {
  const names = studies.flatMap(({ trials }) => trials.flatMap(({ params }) => Object.keys(params)));
  return {
    objectives: Math.max(1, ...studies.map(({ directions }) => directions.length)),
    parameters: [...new Set(names)],
  };
}

function headOf({ objectives, parameters }: Columns): string[] {
  const values = objectives === 1 ? ['value'] : Array.from({ length: objectives }, (_, i) => `value ${i}`);
  return ['number', 'state', ...values, ...parameters, 'seconds'];
}

function rowOf(trial: OptunaTrial, columns: Columns, shown: (value: number) => string): string[] {
  const { number, state, values, params } = trial;
  const seconds = secondsOf(trial);
  return [
    String(number),
    state.toLowerCase(),
    ...Array.from({ length: columns.objectives }, (_, i) => (values?.[i] === undefined ? '' : shown(values[i]))),
    ...columns.parameters.map((name) => {
      const value = params[name];
      return value === undefined ? '' : typeof value === 'number' ? shown(value) : String(value);
    }),
    seconds === null ? '' : seconds.toFixed(3),
  ];
}

function secondsOf({ datetime_start, datetime_complete }: OptunaTrial): number | null {
  if (datetime_start === null || datetime_complete === null) return null;
  return (Date.parse(`${datetime_complete}Z`) - Date.parse(`${datetime_start}Z`)) / 1000;
}

function studyText(study: OptunaStudy): string {
  const { study_name, directions, n_by_state, trials, best, best_trials } = study;
  const counts = Object.entries(n_by_state).flatMap(([state, n]) => (n > 0 ? [`${n} ${state.toLowerCase()}`] : []));
  const found = best ? `best ${short(best.value)} in ${best.number}` : '';
  const front = best_trials ? `best ${best_trials.join(', ')}` : '';
  const title = [`${study_name} (${directions.join(', ')})`, ...counts, found, front].filter((part) => part !== '');
  const columns = columnsOf([study]);
  const rows = trials.map((trial) => rowOf(trial, columns, short));
  return `${title.join(', ')}\n${table(headOf(columns), rows, 'no trials')}`;
}

/** Six digits are enough to look at; `--csv` has them all. */
function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value);
}

function quoted(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
