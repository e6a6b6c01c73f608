/** Finds processes by the environment that they were started with: the only safe way to tell one test's from another's. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process that is alive. */
export interface Found {
  readonly pid: number;
  readonly command: string;
  readonly env: ReadonlyMap<string, string>;
}

/** Live processes whose environment has all of `variables`; zombies are not alive. */
export function processesWith(variables: Readonly<Record<string, string>>): Found[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => inspect(Number(name)))
    .filter((found) => found !== null)
    .filter(({ env }) => Object.entries(variables).every(([name, value]) => env.get(name) === value));
}

/** What /proc says of a process, or null when it is gone, or not ours to read. */
function inspect(pid: number): Found | null {
  try {
    readlinkSync(`/proc/${pid}/exe`);
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    const pairs = readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);
    return { pid, command, env: new Map(pairs) };
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(code)) return null;
    throw error;
  }
}
