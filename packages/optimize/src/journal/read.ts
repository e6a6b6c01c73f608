/** Reads a journal file of Optuna's (`JournalFileBackend`), ours among them, as Optuna reads it. */
import { readFile } from 'node:fs/promises';

import { Fields } from './fields.js';
import { JournalError, shown } from './journal-error.js';
import type { OptunaStudy } from './optuna-study.js';
import { parsePythonJson } from './python-json.js';
import { Replay } from './replay.js';

/**
 * The studies of a journal file, in the order of their creation, without those that were deleted.
 *
 * A last line that was cut off is left out, as Optuna leaves it out. Throws a JournalError that names line and field
 * where any other line is not a journal's, and where the file cannot be read.
 */
export async function readOptunaJournal(path: string): Promise<OptunaStudy[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new JournalError('path', `a journal must be a file that can be read, got ${path}: ${code ?? message}`, {
      cause: error,
    });
  }
  return studiesOf(text, path);
}

/** The studies that the text of a journal comes to; `path` names it in errors. */
export function studiesOf(text: string, path: string): OptunaStudy[] {
  const replay = new Replay();
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  lines.forEach((source, index) => {
    const place = { path, line: index + 1 };
    const parsed = parsedLine(source);
    if (parsed !== null) replay.apply(new Fields(parsed.value, place));
    else if (index < lines.length - 1 || (index === 0 && !source.startsWith('{'))) throw notJson(source, place);
  });
  return replay.studies();
}

function parsedLine(source: string): { readonly value: unknown } | null {
  try {
    return { value: parsePythonJson(source) };
  } catch {
    return null;
  }
}

function notJson(source: string, { path, line }: { readonly path: string; readonly line: number }): JournalError {
  return new JournalError('the line', `${path}, line ${line}: the line must be a JSON object, got ${shown(source)}`);
}
