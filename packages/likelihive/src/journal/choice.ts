/** Where a fit keeps its journal, as users say it. */
import { optionError, requireBoolean, requireKeys, shown } from '../options/check.js';

/** A journal's file, or that with whether it is gone on with. */
export type JournalOption = string | { readonly path: string; readonly resume?: boolean | undefined };

/** The option, checked. */
export interface JournalChoice {
  readonly path: string;
  /** Whether to go on with what the file holds; null where the command line decides. */
  readonly resume: boolean | null;
}

/** Checks the option `journal`; null where it is absent. */
export function resolveJournal(option: JournalOption | undefined): JournalChoice | null {
  if (option === undefined) return null;
  if (typeof option === 'string') return { path: requirePath('journal', option), resume: null };
  if (typeof option !== 'object' || option === null) {
    throw optionError('journal', `must be a file's name or { path, resume }, got ${shown(option)}`);
  }
  requireKeys('journal', option, ['path', 'resume']);
  const { path, resume } = option;
  return {
    path: requirePath('journal.path', path),
    resume: resume === undefined ? null : requireBoolean('journal.resume', resume),
  };
}

/** What the command line offers to fits that say nothing themselves. */
export interface HostJournal {
  readonly path: string | null;
  readonly resume: boolean;
}

/** The journal of a fit: its own choice, else the host's; null where there is neither. */
export function journalChoice(own: JournalChoice | null, host: HostJournal | undefined): JournalChoice | null {
  const path = own?.path ?? host?.path ?? null;
  return path === null ? null : { path, resume: own?.resume ?? host?.resume ?? false };
}

function requirePath(field: string, path: unknown): string {
  if (typeof path === 'string' && path.trim() !== '') return path;
  throw optionError(field, `must be a file's name, got ${shown(path)}`);
}
