/**
 * The journal of a process's fits: one file, one study a fit, written by this process alone.
 *
 *   W1. An evaluation that `record` has resolved for is on the disk.
 *   W2. A file that holds anything is only gone on with where that was asked for, and only by the same fits.
 *   W3. While it is open, no other process writes to it.
 */
import type { Json } from '../options.js';
import type { Direction } from '../samplers/sampler.js';
import type { SearchSpace } from '../space/search-space.js';
import { DurableFile, type WhenBlocked } from './durable-file.js';
import { type FitIdentity, requireSameFit } from './identity.js';
import { JournalError } from './journal-error.js';
import { type JournalRecord, studyAttributeLines, studyLine, trialLine } from './lines.js';
import { type Lock, takeLock } from './lock.js';
import type { OptunaStudy } from './optuna-study.js';
import { studiesOf } from './read.js';
import { type Recorded, recordedIn } from './recorded.js';
import { mendingOf } from './whole-lines.js';

/** How a journal is opened. */
export interface JournalOptions {
  /** Whether to go on with what the file holds; else a file that holds anything is refused. Default false. */
  readonly resume?: boolean | undefined;
  /** Called where the file cannot be written, on a full disk for one; the write is tried again when it resolves. */
  readonly whenBlocked: WhenBlocked;
}

/** A fit that is recorded. */
export interface JournaledFit {
  /** Of the study; where the process has had a fit of this name, a number is added: `pec`, `pec-2`, … */
  readonly name: string;
  /** One an objective. */
  readonly directions: readonly Direction[];
  readonly space: SearchSpace;
  readonly identity: FitIdentity;
  /** Further attributes of the study, for readers only. */
  readonly attributes?: Readonly<Record<string, Json>> | undefined;
}

/** Attribute of a study that holds its fit's identity. */
export const IDENTITY = 'likelihive:fit';

/** An open journal. */
export interface Journal {
  readonly path: string;
  /** Whether the file held anything when it was opened. */
  readonly isResumed: boolean;
  /** The study of a fit: what it has recorded, if anything, and where to record more. */
  study(fit: JournaledFit): Promise<JournalStudy>;
  /** Waits for what is being written, and lets go of the file. */
  close(): Promise<void>;
  /** Lets go of the lock at once, for a process that is ending. */
  releaseNow(): void;
}

/** One fit's part of a journal. */
export interface JournalStudy {
  /** As in the file. */
  readonly name: string;
  /** Recorded before the journal was opened, in index order. */
  readonly recorded: readonly Recorded[];
  /** Resolves when `records` are on the disk. */
  record(records: readonly JournalRecord[]): Promise<void>;
}

/**
 * Opens the journal at `path`: takes its lock, mends a line that was cut off, and makes the file where there is none.
 *
 * Throws a JournalError where the file is no journal, is in use, or holds something and `resume` is false.
 */
export async function openJournal(path: string, options: JournalOptions): Promise<Journal> {
  const lock = await takeLock(path).catch((error: unknown) => refuseFolder(error, path));
  let file: DurableFile | null = null;
  try {
    file = await DurableFile.open(path, options.whenBlocked);
    const content = await file.read();
    const studies = studiesOf(content.toString('utf8'), path);
    if (studies.length > 0 && options.resume !== true) throw holdsSomething(path, studies);
    const mending = mendingOf(content);
    if (mending !== null) {
      await file.truncate(mending.length);
      if (mending.add !== '') await file.append(mending.add);
    }
    return new OpenJournal(path, { file, lock, isResumed: studies.length > 0 });
  } catch (error) {
    await file?.close();
    await lock.release();
    throw error;
  }
}

class OpenJournal implements Journal {
  readonly path: string;
  readonly isResumed: boolean;
  readonly #file: DurableFile;
  readonly #lock: Lock;
  readonly #worker = `likelihive-${process.pid}`;
  readonly #names = new Set<string>();

  constructor(path: string, open: { readonly file: DurableFile; readonly lock: Lock; readonly isResumed: boolean }) {
    this.path = path;
    this.isResumed = open.isResumed;
    this.#file = open.file;
    this.#lock = open.lock;
  }

  async study(fit: JournaledFit): Promise<JournalStudy> {
    const name = this.#freeName(fit.name);
    const { space, directions, identity, attributes = {} } = fit;
    if ((await this.#find(name)) === null) await this.#file.append(studyLine(this.#worker, name, directions));
    const study = (await this.#find(name))!;
    const found = study.user_attrs[IDENTITY];
    if (found === undefined && study.trials.length > 0) {
      throw new JournalError('journal', `${this.path}: ${name} must be a study of ours, got one of another program`);
    }
    if (found !== undefined) requireSameFit(identity, found as FitIdentity, this.path, name);
    else {
      const all = { ...attributes, [IDENTITY]: identity };
      await this.#file.append(studyAttributeLines(this.#worker, study.study_id, all));
    }
    return {
      name,
      recorded: recordedIn(study, space, this.path),
      record: (records) => {
        const lines = records.map((record) => trialLine(this.#worker, study.study_id, space, record));
        return this.#file.append(lines.join(''));
      },
    };
  }

  async close(): Promise<void> {
    await this.#file.close();
    await this.#lock.release();
  }

  releaseNow(): void {
    this.#lock.releaseNow();
  }

  /** Ids are counted by readers, so ours is what a reader says it is. */
  async #find(name: string): Promise<OptunaStudy | null> {
    const content = await this.#file.read();
    return studiesOf(content.toString('utf8'), this.path).find(({ study_name }) => study_name === name) ?? null;
  }

  #freeName(wanted: string): string {
    let name = wanted;
    for (let i = 2; this.#names.has(name); i++) name = `${wanted}-${i}`;
    this.#names.add(name);
    return name;
  }
}

function holdsSomething(path: string, studies: readonly OptunaStudy[]): JournalError {
  const trials = studies.reduce((sum, study) => sum + study.trials.length, 0);
  const got = `${studies.length === 1 ? 'a study' : `${studies.length} studies`} of ${trials} evaluations`;
  return new JournalError(
    'journal',
    `${path} must be a new file, or resume (--resume) must be given, got ${got} in it`,
  );
}

function refuseFolder(error: unknown, path: string): never {
  if (error instanceof JournalError) throw error;
  const { code, message } = error as NodeJS.ErrnoException;
  throw new JournalError('journal', `${path} must be in a folder that can be written to, got ${code ?? message}`, {
    cause: error,
  });
}
