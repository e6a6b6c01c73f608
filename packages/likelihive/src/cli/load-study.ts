/** Runs a study in this process, from whatever folder it lies in. */
import { stat } from 'node:fs/promises';
import { register } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { setStudyArguments } from '../environment.js';
import { optionError, shown } from '../options/check.js';
import type { HookData } from './study-hook.js';

/** The study's absolute path; throws, before anything is started, what is no study. */
export async function findStudy(study: string): Promise<string> {
  if (!/\.m?[jt]s$/.test(study)) {
    throw optionError('study', `must be a .ts, .mts, .js or .mjs file, got ${shown(study)}`);
  }
  const path = resolve(study);
  const found = await stat(path).catch(() => null);
  if (found?.isFile()) return path;
  throw optionError('study', `must be a file that exists, got ${shown(study)}`);
}

/** Imports the study at `path` with `args` as its arguments; resolves to its exports when its top level has ended, rejects if it throws. */
export async function loadStudy(path: string, args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  process.setSourceMapsEnabled(true);
  setStudyArguments(path, args);
  const data: HookData = { home: import.meta.url };
  register('./study-hook.js', import.meta.url, { data });
  return (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
}
