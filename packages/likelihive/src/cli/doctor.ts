/** `likelihive doctor`: says what this machine has and lacks, and how to mend it. */
import { allChecks, type Check } from '../doctor/checks.js';
import { toJson } from '../results/json.js';
import { VERSION } from '../version.js';
import type { Asked } from './command-line.js';

/** Resolves to 0 if nothing that is needed is missing, else to 1. */
export async function doctor(command: Asked & { command: 'doctor' }): Promise<number> {
  const checks = await allChecks();
  const isWell = checks.every(({ state }) => state !== 'missing');
  process.stdout.write(command.json ? toJson({ likelihive: VERSION, ok: isWell, checks }) : doctorText(checks));
  return isWell ? 0 : 1;
}

const MARKS = { ok: 'ok      ', absent: '-       ', missing: 'MISSING ' } as const;

/** The checks as people read them. */
export function doctorText(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.map(({ name, state, detail, mend }) => {
    const remedy =
      mend === null ? '' : `\n${' '.repeat(width + 10)}${state === 'missing' ? 'mend' : 'to have it'}: ${mend}`;
    return `${MARKS[state]}${name.padEnd(width)}  ${detail}${remedy}\n`;
  });
  return lines.join('');
}
