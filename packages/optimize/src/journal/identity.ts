/** What makes a fit this fit and no other, and the first thing in which another one differs. */
import type { Json } from '../options.js';
import { JournalError, shown } from './journal-error.js';
import { toPythonJson } from './python-json.js';

/** Everything on which a fit's history depends, by the name under which a user knows it. */
export type FitIdentity = Readonly<Record<string, Json>>;

/** Throws a JournalError that names the first member in which `given` is not what the journal at `path` `holds`. */
export function requireSameFit(given: FitIdentity, holds: FitIdentity, path: string, study: string): void {
  for (const name of new Set([...Object.keys(given), ...Object.keys(holds)])) {
    const [ours, theirs] = [textOf(given[name]), textOf(holds[name])];
    if (ours === theirs) continue;
    throw new JournalError(
      name,
      `a fit must be the one that its journal holds (${study} in ${path}), got another ${name}: ` +
        `${shown(given[name])} where the journal has ${shown(holds[name])}`,
    );
  }
}

/** Independent of the order of members. */
function textOf(value: Json | undefined): string {
  if (value === undefined) return 'undefined';
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return toPythonJson(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return toPythonJson(members.map(([name, member]) => [name, textOf(member)]));
}
