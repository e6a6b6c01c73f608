/**
 * Which process holds a journal, so that exactly one writes to it, and whether that one is surely gone.
 *
 * A process id alone is used again; with the time of its start it is not. Where the system does not tell it (it is read
 * from /proc), a process counts as gone only when its id is free.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** One process, as a lock names it. */
export interface Holder {
  readonly host: string;
  readonly pid: number;
  /** Identifies the start of that process among all with its id; null where the system does not tell. */
  readonly started: string | null;
  /** In which ids are counted: containers of one host may have their own; null where the system does not tell. */
  readonly pidNamespace: string | null;
  /** When the lock was taken, ISO 8601. */
  readonly since: string;
}

/** This process. */
export function thisHolder(): Holder {
  const { pid } = process;
  return { host: hostname(), pid, started: startOf(pid), pidNamespace: namespace(), since: new Date().toISOString() };
}

/** Whether `holder` can be proved to be no more, from where this process runs. */
export function isSurelyGone(holder: Holder): boolean {
  if (holder.host !== hostname()) return false;
  if (bootOf(holder.started) !== bootOf(startOf(process.pid))) return true; // the host has started anew since
  if (holder.pidNamespace !== namespace()) return false;
  if (!isAlive(holder.pid)) return true;
  return holder.started !== null && holder.started !== startOf(holder.pid);
}

/** Whether `holder` is this process. */
export function isThisProcess({ host, pid, started, pidNamespace }: Holder): boolean {
  const self = thisHolder();
  return host === self.host && pid === self.pid && started === self.started && pidNamespace === self.pidNamespace;
}

/** The holder that a lock's text names, or null where it names none. */
export function holderIn(text: string): Holder | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null; // no lock of ours says this
  }
  const { host, pid, started, pidNamespace, since } = (value ?? {}) as Partial<Record<keyof Holder, unknown>>;
  if (typeof host !== 'string' || !Number.isSafeInteger(pid) || typeof since !== 'string') return null;
  const textOrNull = (given: unknown) => (typeof given === 'string' ? given : null);
  return { host, pid: pid as number, started: textOrNull(started), pidNamespace: textOrNull(pidNamespace), since };
}

function isAlive(pid: number): boolean {
  if (stateOf(pid) === 'Z' || stateOf(pid) === 'X') return false; // ended, only not yet taken note of
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** `boot/ticks`: of the host's start, and of the process's since then. */
function startOf(pid: number): string | null {
  const boot = contentOf('/proc/sys/kernel/random/boot_id');
  const ticks = statOf(pid)?.[19];
  return boot === null || ticks === undefined ? null : `${boot.trim()}/${ticks}`;
}

function bootOf(started: string | null): string | null {
  return started?.split('/')[0] ?? null;
}

function stateOf(pid: number): string | undefined {
  return statOf(pid)?.[0];
}

/** Fields of /proc/PID/stat from the third on: the second, a name in parentheses, may hold anything. */
function statOf(pid: number): readonly string[] | null {
  const stat = contentOf(`/proc/${pid}/stat`);
  return stat === null ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function namespace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null; // not on this system
  }
}

function contentOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // not on this system, or the process is gone
  }
}
