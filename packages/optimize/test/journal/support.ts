/** A folder for a test's journals, and what they are opened with. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Evaluation } from '../../src/fit/history.js';
import type { JournaledFit } from '../../src/journal/journal.js';
import type { JournalRecord } from '../../src/journal/lines.js';
import { SearchSpace } from '../../src/space/search-space.js';

/** A new empty folder, and how to remove it. */
export function aFolder(): { readonly path: (name: string) => string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'likelihive-journal-'));
  return { path: (name) => join(folder, name), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** For tests in which nothing may be blocked. */
export const neverBlocked = async (error: Error): Promise<void> => {
  throw error;
};

/** One dimension of every kind. */
export const SPACE = new SearchSpace([
  { name: 'DDM.rate', range: { kind: 'grid', values: Float64Array.from({ length: 1000 }, (_, i) => -0.5 + i / 999) } },
  { name: 'DDM.threshold', range: { kind: 'interval', low: 0.5, high: 1, step: null, log: true } },
  { name: 'n', range: { kind: 'interval', low: 1, high: 9, step: 2, log: false, integer: true } },
  { name: 'rule', range: { kind: 'choices', values: ['first', null, 3] } },
]);

/** A fit that is valid as it stands. */
export function aFit(overrides: Partial<JournaledFit> = {}): JournaledFit {
  const identity = { numEstimates: 100, sampler: 'cma-es', samplerOptions: { popsize: 8 } };
  return { name: 'ddm', directions: ['maximize'], space: SPACE, identity, ...overrides };
}

/** A record of a complete evaluation. */
export function aRecord(index: number, overrides: Partial<Evaluation> = {}): JournalRecord {
  const parameters = [-0.5 + index / 999, 0.7, 3, 2];
  const evaluation: Evaluation = { index, parameters, value: -index / 3, state: 'complete', ...overrides };
  return { evaluation, startedMs: 1_700_000_000_000 + index, completedMs: 1_700_000_000_050 + index };
}
