/**
 * `likelihive run`: settles which cluster the study's fits run on, runs the study in this process, and leaves its
 * results and its exit code behind.
 *
 * The process ends when the study has nothing left to do, so results are written when the process exits, whatever the
 * way: its end, an error, `process.exit` of the study or Ctrl-C.
 */
import { writeFileSync, writeSync } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { inspect } from 'node:util';
import { JournalError } from '@likelihive/optimize';

import { environment, environmentVariables, usualContactFile } from '../environment.js';
import type { FitResult } from '../fit/fit-result.js';
import { type ClusterChoice, hostStudies } from '../fit/host.js';
import { INTERRUPTED, isInterruptible } from '../fit/interrupt.js';
import { optionError, shown } from '../options/check.js';
import { resultsJson } from '../results/json.js';
import { VERSION } from '../version.js';
import type { RunCommand } from './command-line.js';
import { BAD_USAGE, isClusterFailure, isPlainFailure, messageLine, NO_CLUSTER, STUDY_THREW } from './exit-code.js';
import { findStudy, loadStudy } from './load-study.js';

/** Resolves to the exit code of a rank that runs no study, else to null: the process ends when the study does. */
export async function run(command: RunCommand): Promise<number | null> {
  const env = environmentVariables();
  const step = environment().isSlurmStep ? await import('./slurm-rank.js') : null;
  let study: string;
  try {
    study = await findStudy(command.study);
    if (command.json !== undefined && command.json !== '-') await requireWritable(command.json);
  } catch (error) {
    if (step === null || step.isSpokesman(env)) throw error;
    return BAD_USAGE; // every rank finds the same fault, and none of them waits for another
  }
  const rank = step === null ? null : await step.takeRole(env, command);
  if (rank?.kind === 'done') return rank.exitCode;

  if (command.journal !== undefined) await requireJournal(command.journal, command.resume === true).catch(fail);
  const fits: FitResult[] = [];
  hostStudies({
    cluster: await clusterOf(command, rank === null ? null : rank.cluster),
    progress: command.quiet ? 'none' : 'auto',
    journal: { path: command.journal ?? null, resume: command.resume === true },
    onFit: (fit) => fits.push(fit),
  });
  if (command.json !== undefined) writeAtExit(command.json, fits);
  process.on('SIGINT', () => {
    if (!isInterruptible()) process.exit(INTERRUPTED);
  });
  process.on('uncaughtException', fail); // what the study threw outside of its top level
  await loadStudy(study, command.args).catch(fail);
  return null;
}

/** `--scheduler` or its variable, else the Slurm step, else processes of this machine. */
async function clusterOf(command: RunCommand, step: (ClusterChoice & { kind: 'step' }) | null): Promise<ClusterChoice> {
  const scheduler =
    command.scheduler === true ? await usualContactFile() : (command.scheduler ?? environment().scheduler);
  if (scheduler !== null) {
    return { kind: 'join', scheduler, secretFile: command.secretFile ?? environment().secretFile };
  }
  return step ?? { kind: 'local', workers: command.workers ?? null, workerCores: command.workerCores ?? null };
}

/** What the study or its fits threw ends the process: its own message and stack, or one line where there is no cluster. */
function fail(error: unknown): never {
  if (isPlainFailure(error)) {
    process.stderr.write(messageLine(error));
    process.exit(BAD_USAGE);
  }
  if (isClusterFailure(error)) {
    process.stderr.write(messageLine(error));
    process.exit(NO_CLUSTER);
  }
  process.stderr.write(`${error instanceof Error ? inspect(error) : `the study threw ${inspect(error)}`}\n`);
  process.exit(STUDY_THREW);
}

async function requireWritable(file: string): Promise<void> {
  const folder = dirname(resolve(file));
  await access(folder, constants.W_OK).catch(() => {
    throw optionError('--json', `must be a file in a folder that can be written to, got ${shown(file)}`);
  });
}

/** A file that holds anything is not overwritten, nor gone on with unasked. */
async function requireJournal(file: string, resume: boolean): Promise<void> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0, // not there: it will be made
  );
  if (size > 0 && !resume) {
    throw new JournalError(
      '--journal',
      `--journal must be a new file, or --resume must be given, got ${shown(file)}, which is not empty`,
    );
  }
}

/** Written in one go when the process exits; with `-`, what the study prints goes to stderr from now on. */
function writeAtExit(file: string, fits: readonly FitResult[]): void {
  if (file === '-') process.stdout.write = process.stderr.write.bind(process.stderr);
  process.on('exit', () => {
    try {
      const text = resultsJson(VERSION, fits);
      if (file === '-') writeWhole(1, text);
      else writeFileSync(resolve(file), text);
    } catch (error) {
      process.stderr.write(`error: results could not be written to ${file}: ${(error as Error).message}\n`);
      process.exitCode ||= STUDY_THREW;
    }
  });
}

/** All of `text`, also into a pipe that is full at times. */
function writeWhole(fd: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}
