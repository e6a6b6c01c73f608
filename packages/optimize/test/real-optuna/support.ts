/** The Python with a real Optuna that `scripts/test --only optuna` makes and names. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Its path; these tests fail, and do not skip, where there is none. */
export function pythonWithOptuna(): string {
  const python = process.env.LIKELIHIVE_PYTHON;
  if (python === undefined)
    throw new Error('LIKELIHIVE_PYTHON must name a Python with Optuna: scripts/test --only optuna');
  return python;
}

/** What a script beside this file prints, as JSON. */
export async function inPython<T>(script: string, ...args: readonly string[]): Promise<T> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { stdout } = await promisify(execFile)(pythonWithOptuna(), [path, ...args], { maxBuffer: 1e8 });
  return JSON.parse(stdout) as T;
}
