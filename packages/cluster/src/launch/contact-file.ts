/**
 * The file through which processes find their scheduler: its addresses, its secret and which
 * incarnation of it they are of. Written at once or not at all, readable by its owner only.
 *
 * A reader trusts nothing but the handshake: a file that is missing or half there is read again
 * until a deadline, and one of a scheduler that is gone fails to connect.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ClusterError, messageOf } from '../protocol/errors.js';

/** What a contact file says. */
export interface Contact {
  /** Every address under which the scheduler may be reached, best first. */
  readonly urls: readonly string[];
  readonly port: number;
  /** Name of the scheduler's actor system with its incarnation: a restarted one has another. */
  readonly incarnation: string;
  readonly secret: string;
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

const RETRY_MS = 50;

/** Where `likelihive scheduler` leaves word of itself: `${XDG_STATE_HOME:-~/.local/state}/likelihive/cluster.json`. */
export function defaultContactFile(env: Readonly<Record<string, string | undefined>>): string {
  return join(stateDirectory(env), 'cluster.json');
}

/** The folder of contact files; one that all hosts of a Slurm step share, as a home is. */
export function stateDirectory(env: Readonly<Record<string, string | undefined>>): string {
  if (env.LIKELIHIVE_CONTACT_DIR) return env.LIKELIHIVE_CONTACT_DIR;
  const base = env.XDG_STATE_HOME || join(env.HOME ?? '.', '.local', 'state');
  return join(base, 'likelihive');
}

/** Writes the file with mode 0600: whole under a temporary name, flushed, then renamed. Makes its folder (0700). */
export async function writeContactFile(path: string, contact: Contact): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.${randomBytes(4).toString('hex')}`);
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(contact, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

/** Removes the file if it is still of this scheduler: a later one may have taken the name. */
export async function removeContactFile(path: string, incarnation: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null || parseContact(text, path).incarnation !== incarnation) return;
  await rm(path, { force: true });
}

/** Reads a contact file; waits up to `timeoutMs` (0: one look) for one that is missing or incomplete, then says which it was. */
export async function readContactFile(path: string, options: { readonly timeoutMs?: number } = {}): Promise<Contact> {
  const deadline = performance.now() + (options.timeoutMs ?? 0);
  for (;;) {
    try {
      return parseContact(await readFile(path, 'utf8'), path);
    } catch (error) {
      if (performance.now() >= deadline) throw unreadable(path, error);
    }
    await delay(RETRY_MS);
  }
}

function unreadable(path: string, error: unknown): ClusterError {
  if (error instanceof ClusterError) return error;
  const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : messageOf(error);
  return new ClusterError('ERR_CLUSTER_START', `contact file ${path} must be readable, got: ${why}`, { cause: error });
}

/** The content of a contact file, each field checked. */
export function parseContact(text: string, path: string): Contact {
  const raw = parseJson(text, path);
  const field = <T>(name: keyof Contact, must: string, is: (value: unknown) => value is T): T => {
    const value = raw[name];
    if (is(value)) return value;
    throw new ClusterError(
      'ERR_CLUSTER_START',
      `${name} in contact file ${path} must be ${must}, got ${JSON.stringify(value) ?? 'nothing'}`,
    );
  };
  return {
    urls: field('urls', 'a list of ws:// or wss:// addresses', isUrls),
    port: field('port', 'an integer in [1, 65535]', isPort),
    incarnation: field('incarnation', 'a name', isText),
    secret: field('secret', 'a text', isText),
    pid: field('pid', 'an integer', (value): value is number => Number.isSafeInteger(value)),
    host: field('host', 'a name', isText),
    startedAt: field('startedAt', 'a date', isText),
  };
}

function parseJson(text: string, path: string): Record<string, unknown> {
  try {
    const raw: unknown = JSON.parse(text);
    if (typeof raw === 'object' && raw !== null) return raw as Record<string, unknown>;
  } catch (error) {
    throw new ClusterError('ERR_CLUSTER_START', `contact file ${path} must be JSON, got: ${messageOf(error)}`);
  }
  throw new ClusterError('ERR_CLUSTER_START', `contact file ${path} must hold an object, got ${text.slice(0, 40)}`);
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.length > 0;
const isPort = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65_535;
const isUrls = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.every((url) => typeof url === 'string' && /^wss?:\/\//.test(url));
