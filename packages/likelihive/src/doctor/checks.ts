/**
 * What `likelihive doctor` looks at, one check each: found or missing, and for what is missing the command that mends it.
 *
 * A check never throws: whatever goes wrong in it is what it reports.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { promisify } from 'node:util';

import { environment, usualContactFile } from '../environment.js';

/** What one check found. */
export interface Check {
  readonly name: string;
  /** `missing` makes the command fail; `absent` is something that one can do without. */
  readonly state: 'ok' | 'absent' | 'missing';
  readonly detail: string;
  /** The command that mends it, null where nothing is to be mended. */
  readonly mend: string | null;
}

const BUILD = './scripts/build';
const INSTALL_COMPILER = 'sudo apt-get install -y g++ cmake ninja-build';

/** Every check, in the order in which a newcomer meets what they are about. */
export async function allChecks(): Promise<readonly Check[]> {
  const kernel = await checkKernel();
  const isBuilt = kernel.some(({ state }) => state === 'missing') === false;
  return [
    checkNode(process.versions.node),
    ...kernel,
    { name: 'cores', state: 'ok', detail: String(environment().cores), mend: null },
    await checkTool('compiler', [process.platform === 'darwin' ? 'clang++' : 'g++', 'clang++', 'c++'], isBuilt),
    await checkTool('cmake', ['cmake'], isBuilt),
    await checkLoopback(),
    await checkSlurm(),
    await checkOptuna(),
    await checkScheduler(),
  ];
}

/** Node's version against what our packages ask for. */
export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isEnough = major > 20 || (major === 20 && minor >= 19);
  return isEnough
    ? { name: 'node', state: 'ok', detail: version, mend: null }
    : {
        name: 'node',
        state: 'missing',
        detail: `${version}, at least 20.19 is needed`,
        mend: 'install Node 20.19 or later: https://nodejs.org',
      };
}

async function checkKernel(): Promise<readonly Check[]> {
  try {
    const { kernelInfo } = await import('@likelihive/kernel');
    const { isa, isas, compiler, version } = kernelInfo();
    return [
      { name: 'kernel', state: 'ok', detail: `${version}, built by ${compiler}`, mend: null },
      { name: 'instruction set', state: 'ok', detail: `${isa} (of ${isas.join(', ')})`, mend: null },
    ];
  } catch (error) {
    return [{ name: 'kernel', state: 'missing', detail: firstLine(error), mend: BUILD }];
  }
}

/** A tool of the build; missing only where the kernel is, for then it is needed. */
async function checkTool(name: string, commands: readonly string[], isBuilt: boolean): Promise<Check> {
  for (const command of new Set(commands)) {
    const version = await firstLineOf(command, ['--version']);
    if (version !== null) return { name, state: 'ok', detail: version, mend: null };
  }
  const detail = isBuilt ? 'not here; only a build needs it' : 'not here, and the kernel must be built';
  return { name, state: isBuilt ? 'absent' : 'missing', detail, mend: INSTALL_COMPILER };
}

async function checkLoopback(): Promise<Check> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
    return { name: 'loopback', state: 'ok', detail: '127.0.0.1 can be listened on', mend: null };
  } catch (error) {
    return { name: 'loopback', state: 'missing', detail: firstLine(error), mend: 'sudo ip link set lo up' };
  } finally {
    server.close();
  }
}

/** Slurm's `srun`: not there, there without a cluster that it knows, or ready. */
async function checkSlurm(): Promise<Check> {
  const without = 'fits run on this machine or on a cluster that runs already';
  try {
    const { stdout } = await promisify(execFile)('srun', ['--version'], { timeout: 5_000 });
    return { name: 'slurm', state: 'ok', detail: stdout.trim(), mend: null };
  } catch (error) {
    const isInstalled = (error as NodeJS.ErrnoException).code !== 'ENOENT';
    const why = isInstalled ? 'srun is here but finds no cluster (is there a slurm.conf?)' : 'srun is not here';
    return { name: 'slurm', state: 'absent', detail: `${why}; ${without}`, mend: null };
  }
}

/** A Python with Optuna: only `OptunaSampler` needs one. */
async function checkOptuna(): Promise<Check> {
  const { INSTALL_OPTUNA, LEAST_OPTUNA, usualPython } = await import('@likelihive/optimize');
  const python = usualPython();
  const absent = (detail: string): Check => ({ name: 'optuna', state: 'absent', detail, mend: INSTALL_OPTUNA });
  const only = 'only OptunaSampler needs it';
  if ((await firstLineOf(python, ['--version'])) === null) return absent(`${python} is not here; ${only}`);
  const version = await firstLineOf(python, ['-c', 'import importlib.metadata as m; print(m.version("optuna"))']);
  if (version === null) return absent(`not in ${python}; ${only}`);
  if (!isAtLeast(version, LEAST_OPTUNA)) return absent(`${version} in ${python}, at least ${LEAST_OPTUNA} is needed`);
  return { name: 'optuna', state: 'ok', detail: `${version} in ${python}`, mend: null };
}

/** Whether `version` is `least` (two numbers) or later. */
function isAtLeast(version: string, least: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

async function checkScheduler(): Promise<Check> {
  const named = environment().scheduler;
  const contact = named ?? (await usualContactFile().catch(() => null));
  if (contact === null || (named === null && !existsSync(contact))) {
    return { name: 'scheduler', state: 'absent', detail: 'none has left word here', mend: 'likelihive scheduler' };
  }
  try {
    const { Client } = await import('@likelihive/cluster');
    const { secretFile } = environment();
    const client = await Client.connect(contact, { timeoutMs: 3_000, ...(secretFile !== null && { secretFile }) });
    const workers = await client.workers();
    await client.close();
    return { name: 'scheduler', state: 'ok', detail: `${client.url}, ${workers.length} workers`, mend: null };
  } catch (error) {
    const mend =
      named === null
        ? `likelihive scheduler (it writes ${contact} anew)`
        : 'unset LIKELIHIVE_SCHEDULER, or start that scheduler';
    // A stale word of a scheduler that is gone harms nobody; one that the environment insists on stops every run.
    return { name: 'scheduler', state: named === null ? 'absent' : 'missing', detail: firstLine(error), mend };
  }
}

async function firstLineOf(command: string, args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(command, [...args], { timeout: 5_000 });
    return stdout.split('\n')[0]?.trim() ?? '';
  } catch {
    return null; // whatever the reason, the tool is of no use here
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
