/** A Slurm of three nodes on this machine (slurm/testbed) for the life of a test file, and steps in it. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, type Running, run, start } from './command.js';
import { type Found, processesWith } from './processes.js';

const LIKELIHIVE = 'node_modules/.bin/likelihive';

/** A running test bed. */
export class SlurmBed {
  /** Scratch folder for results; the bed itself is below it. */
  readonly folder: string;
  /** Where ranks leave their contact files. */
  readonly contacts: string;
  readonly env: Readonly<Record<string, string>>;
  readonly #bed: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.contacts = join(folder, 'contacts');
    this.#bed = join(folder, 'bed');
    this.env = { SLURM_CONF: join(this.#bed, 'slurm.conf'), LIKELIHIVE_CONTACT_DIR: this.contacts };
  }

  /** Brings a bed up; fails with what its daemons said. */
  static async start(): Promise<SlurmBed> {
    const bed = new SlurmBed(mkdtempSync(join(tmpdir(), 'likelihive-slurm-')));
    const { code, stderr } = await run('slurm/testbed', ['start', bed.#bed]);
    if (code !== 0) throw new Error(`slurm/testbed start failed with ${code}: ${stderr}`);
    return bed;
  }

  /** Ends all daemons and jobs, and removes the folder. */
  async stop(): Promise<void> {
    const { code, stderr } = await run('slurm/testbed', ['stop', this.#bed]);
    if (code !== 0) throw new Error(`slurm/testbed stop failed with ${code}: ${stderr}`);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Starts `srun` with `options` on `likelihive run` with `args`. */
  srun(options: readonly string[], args: readonly string[]): Running {
    return start('srun', [...options, LIKELIHIVE, 'run', ...args], { env: this.env });
  }

  /** Processes of steps and batch jobs of this bed that run our command, and their children. */
  ourProcesses(): Found[] {
    return processesWith(this.env).filter(({ env, command }) => env.has('SLURM_JOB_ID') && /likelihive/.test(command));
  }

  /** Names of the contact files there now. */
  contactFiles(): string[] {
    try {
      return readdirSync(this.contacts).filter((name) => !name.startsWith('.'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }
}

/** Runs our command outside of any step. */
export function likelihive(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return run(join(ROOT, LIKELIHIVE), args, { env });
}
