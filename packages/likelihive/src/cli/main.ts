/**
 * The `likelihive` command: parses, picks what was asked for and sets the exit code.
 *
 * Each command's code is loaded when it is asked for; `run` in one process never loads the cluster's.
 */
import { environment, environmentVariables } from '../environment.js';
import { type Asked, parseCommandLine } from './command-line.js';
import { BAD_USAGE, exitCodeOf, messageLine } from './exit-code.js';

await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<void> {
  ignoreClosedPipes();
  const line = parseCommandLine(argv);
  switch (line.kind) {
    case 'text':
      process.stdout.write(line.text);
      return;
    case 'wrong':
      if (await speaksForStep()) process.stderr.write(`${line.message}\n`);
      process.exitCode = BAD_USAGE;
      return;
    case 'asked':
      process.exitCode = (await carryOut(line.asked)) ?? process.exitCode ?? 0;
  }
}

/** Resolves to the exit code, or to null where the process ends when the study does. */
async function carryOut(asked: Asked): Promise<number | null> {
  try {
    switch (asked.command) {
      case 'run':
        return await (await import('./run.js')).run(asked);
      case 'explain':
        return await (await import('./explain.js')).explain(asked);
      case 'scheduler':
        return await (await import('./cluster-commands.js')).scheduler(asked);
      case 'worker':
        return await (await import('./cluster-commands.js')).worker(asked);
      case 'status':
        return await (await import('./cluster-commands.js')).status(asked);
      case 'doctor':
        return await (await import('./doctor.js')).doctor(asked);
      case 'journal':
        return await (await import('./journal.js')).journal(asked);
      case 'bench':
        return await (await import('./bench.js')).bench(asked);
    }
  } catch (error) {
    process.stderr.write(messageLine(error));
    return exitCodeOf(error);
  }
}

/** Of the ranks of a Slurm step, all given the same command line, only the driver complains of it. */
async function speaksForStep(): Promise<boolean> {
  if (!environment().isSlurmStep) return true;
  return (await import('./slurm-rank.js')).isSpokesman(environmentVariables());
}

/** A reader that went away (`| head`, a lost terminal) takes nothing with it but what it would have read. */
function ignoreClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
  }
}
