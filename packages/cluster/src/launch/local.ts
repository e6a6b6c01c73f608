/** A cluster of processes on this machine, for as long as this process lives. */
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecret, writeSecretFile } from '@likelihive/actors';
import { Child } from './child.js';
import { type LocalClusterOptions, type ResolvedLocalOptions, resolveLocalOptions } from './local-options.js';

interface Parts {
  readonly options: ResolvedLocalOptions;
  readonly url: string;
  readonly folder: PrivateFolder;
  readonly scheduler: Child;
  readonly workers: readonly Child[];
}

/**
 * Processes that serve this one: a scheduler and workers, gone when it stops them or ends, however it ends.
 *
 * They never keep it alive. A worker that dies is not replaced: others score what it held.
 */
export class LocalCluster {
  /** Where other processes join. */
  readonly url: string;
  /** The cluster's secret, in a file that only this user may read. */
  readonly secretFile: string;
  readonly nWorkers: number;
  /** Kernel threads of each worker. */
  readonly workerCores: number;
  readonly schedulerPid: number;
  readonly workerPids: readonly number[];
  readonly #parts: Parts;
  #stopped: Promise<void> | null = null;

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.url = parts.url;
    this.secretFile = parts.folder.secretFile;
    this.nWorkers = parts.options.nWorkers;
    this.workerCores = parts.options.workerCores;
    this.schedulerPid = parts.scheduler.pid;
    this.workerPids = parts.workers.map(({ pid }) => pid);
    for (const child of this.#children) child.unref();
  }

  /** Starts the processes; resolves when all workers have joined, rejects with what the first that failed said. */
  static async start(options?: LocalClusterOptions): Promise<LocalCluster> {
    const resolved = resolveLocalOptions(options);
    const secret = createSecret();
    const folder = await PrivateFolder.make(secret);
    const started: Child[] = [];
    try {
      return new LocalCluster(await startChildren(resolved, secret, folder, started));
    } catch (error) {
      await Promise.all(started.map((child) => child.stop()));
      await folder.remove();
      throw error;
    }
  }

  /** Every process: the scheduler's, then the workers'. */
  get pids(): readonly number[] {
    return [this.schedulerPid, ...this.workerPids];
  }

  /** Ends the processes and removes the secret. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.stop()));
    await this.#parts.folder.remove();
  }

  get #children(): readonly Child[] {
    return [this.#parts.scheduler, ...this.#parts.workers];
  }
}

async function startChildren(
  options: ResolvedLocalOptions,
  secret: string,
  folder: PrivateFolder,
  started: Child[],
): Promise<Parts> {
  const { nWorkers, workerCores: threads, evaluator, creditsPerWorker, startTimeoutMs } = options;
  const removeAtEnd = folder.path;
  const scheduler = new Child('the scheduler', { role: 'scheduler', secret, creditsPerWorker, removeAtEnd });
  started.push(scheduler);
  const { url } = await scheduler.ready(startTimeoutMs);
  const workers = Array.from({ length: nWorkers }, (_, index) => {
    return new Child(`worker ${index + 1} of ${nWorkers}`, {
      role: 'worker',
      secret,
      url,
      threads,
      evaluator,
      timeoutMs: startTimeoutMs,
    });
  });
  started.push(...workers);
  await Promise.all(workers.map((worker) => worker.ready(startTimeoutMs)));
  return { options, url, folder, scheduler, workers };
}

/** A folder of this user alone (0700) with the secret in it; removed at the latest when the process exits. */
class PrivateFolder {
  readonly path: string;
  readonly secretFile: string;
  readonly #removeNow = () => rmSync(this.path, { recursive: true, force: true });

  private constructor(path: string) {
    this.path = path;
    this.secretFile = join(path, 'secret');
    process.once('exit', this.#removeNow);
  }

  static async make(secret: string): Promise<PrivateFolder> {
    const folder = new PrivateFolder(await mkdtemp(join(tmpdir(), 'likelihive-')));
    await writeSecretFile(folder.secretFile, secret);
    return folder;
  }

  async remove(): Promise<void> {
    process.off('exit', this.#removeNow);
    await rm(this.path, { recursive: true, force: true });
  }
}
