/**
 * The command line as data: `parseCommandLine` says what was asked for, or what is wrong with it, and does nothing else.
 *
 * What comes after `--` belongs to the study and is never looked at.
 */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';

import { VERSION } from '../version.js';
import { EXAMPLES } from './examples.js';

/** Options of `likelihive run`; undefined where not given. */
export interface RunCommand {
  readonly command: 'run';
  readonly study: string;
  readonly args: readonly string[];
  readonly workers?: number;
  readonly workerCores?: number;
  /** URL or contact file; true for the contact file in its usual place. */
  readonly scheduler?: string | true;
  readonly secretFile?: string;
  readonly json?: string;
  readonly journal?: string;
  readonly resume?: true;
  readonly quiet?: true;
}

/** What the command line asks for. */
export type Asked =
  | RunCommand
  | {
      readonly command: 'scheduler';
      readonly host?: string;
      readonly port?: number;
      readonly secretFile?: string;
      readonly contactFile?: string;
    }
  | { readonly command: 'worker'; readonly scheduler?: string; readonly cores?: number; readonly secretFile?: string }
  | { readonly command: 'status'; readonly scheduler?: string; readonly secretFile?: string; readonly json?: true }
  | ExplainCommand
  | { readonly command: 'doctor'; readonly json?: true }
  | { readonly command: 'journal'; readonly file: string; readonly csv?: true; readonly json?: true }
  | BenchCommand;

/** Options of `likelihive explain`. */
export interface ExplainCommand {
  readonly command: 'explain';
  readonly study: string;
  readonly args: readonly string[];
  readonly json?: true;
}

/** Options of `likelihive bench`. */
export interface BenchCommand {
  readonly command: 'bench';
  readonly what: 'kernel' | 'cluster' | 'fit';
  readonly json?: true;
  readonly evaluations?: number;
  readonly workers?: number;
  readonly threads?: number;
}

/** A command line that asks for something, only for text (`--help`, `--version`), or for nothing that there is. */
export type CommandLine =
  | { readonly kind: 'asked'; readonly asked: Asked }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'wrong'; readonly message: string };

/** Parses what comes after `likelihive`. */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const separator = argv.indexOf('--');
  const ours = separator < 0 ? argv : argv.slice(0, separator);
  const args = separator < 0 ? [] : argv.slice(separator + 1);
  let asked: Asked | null = null;
  let text = '';
  const program = define((found) => {
    asked = 'args' in found ? { ...found, args } : found;
  });
  for (const command of [program, ...program.commands]) {
    command.exitOverride().showSuggestionAfterError(false);
    command.configureOutput({ writeOut: (part) => (text += part), writeErr: () => {}, getOutHelpWidth: () => 100 });
  }
  try {
    program.parse([...ours], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'text', text };
    return { kind: 'wrong', message: oneLine(error) };
  }
  return asked === null ? { kind: 'wrong', message: NO_COMMAND } : { kind: 'asked', asked };
}

const NO_COMMAND =
  'error: a command must be given: run, explain, scheduler, worker, status, doctor, journal or bench (likelihive --help says more)';

function oneLine(error: CommanderError): string {
  if (error.code === 'commander.help') return NO_COMMAND;
  const message = error.message.replace(/\s*\n\s*/g, ' ').trim();
  const hint = error.code === 'commander.excessArguments' ? ' (arguments for the study come after --)' : '';
  return `${message}${hint}`;
}

function define(ask: (asked: Asked) => void): Command {
  const program = new Command('likelihive')
    .description('Fits cognitive models, on one machine or on every node of a Slurm allocation.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXAMPLES.program);
  const secret = () =>
    new Option('--secret-file <file>', "the cluster's shared secret, mode 0600 [$LIKELIHIVE_SECRET_FILE]");
  const json = () => new Option('--json', 'print one JSON object');

  program
    .command('run')
    .description('run a study: fits in it form or join a cluster')
    .argument('<study>', 'a .ts, .mts, .js or .mjs file')
    .option('--workers <n>', "workers of the local cluster; a study's own nWorkers wins", integer(1, 1024))
    .option(
      '--worker-cores <k>',
      'kernel threads of each worker [$SLURM_CPUS_PER_TASK, else cores / workers]',
      integer(1, 1024),
    )
    .option(
      '--scheduler [url]',
      'join this cluster (URL or contact file) instead of forming one [$LIKELIHIVE_SCHEDULER]',
    )
    .addOption(secret())
    .option('--json <file>', 'write the results, - for standard output')
    .option('--journal <file>', "keep every evaluation in this file; a study's own journal wins")
    .option('--resume', 'go on from the journal; one of another fit is refused')
    .option('--quiet', 'show no progress')
    .addHelpText('after', EXAMPLES.run)
    .action((study: string, options: object) => ask({ command: 'run', study, args: [], ...options }));

  program
    .command('explain')
    .description('show the program that a study compiles to, and why; nothing is fitted')
    .argument('<study>', 'a .ts, .mts, .js or .mjs file')
    .addOption(json())
    .addHelpText('after', EXAMPLES.explain)
    .action((study: string, options: object) => ask({ command: 'explain', study, args: [], ...options }));

  program
    .command('scheduler')
    .description('run a scheduler until it is interrupted')
    .option('--host <host>', 'address to listen on (default: 127.0.0.1)')
    .option('--port <port>', 'port to listen on; 0: any that is free (default: 0)', integer(0, 65_535))
    .addOption(secret())
    .option(
      '--contact-file <file>',
      'where to write URL and secret (default: likelihive/cluster.json in $XDG_STATE_HOME or ~/.local/state)',
    )
    .addHelpText('after', EXAMPLES.scheduler)
    .action((options: object) => ask({ command: 'scheduler', ...options }));

  program
    .command('worker')
    .description('run a worker of a cluster')
    .option(
      '--scheduler <url>',
      'URL or contact file [$LIKELIHIVE_SCHEDULER, else the contact file in its usual place]',
    )
    .option('--cores <k>', 'kernel threads [$SLURM_CPUS_PER_TASK, else all cores]', integer(1, 1024))
    .addOption(secret())
    .addHelpText('after', EXAMPLES.worker)
    .action((options: object) => ask({ command: 'worker', ...options }));

  program
    .command('status')
    .description('show workers, fits and evaluations a second')
    .option(
      '--scheduler <url>',
      'URL or contact file [$LIKELIHIVE_SCHEDULER, else the contact file in its usual place]',
    )
    .addOption(secret())
    .addOption(json())
    .addHelpText('after', EXAMPLES.status)
    .action((options: object) => ask({ command: 'status', ...options }));

  program
    .command('doctor')
    .description('check whether this machine can run it, and say what to do where it cannot')
    .addOption(json())
    .addHelpText('after', EXAMPLES.doctor)
    .action((options: object) => ask({ command: 'doctor', ...options }));

  program
    .command('journal')
    .description('show the evaluations in a journal, of ours or of Optuna')
    .argument('<file>', 'a journal file')
    .option('--csv', 'print comma-separated values')
    .addOption(json())
    .addHelpText('after', EXAMPLES.journal)
    .action((file: string, options: object) => ask({ command: 'journal', file, ...options }));

  program
    .command('bench')
    .description("measure the project's own figures on this machine")
    .argument('<what>', 'kernel, cluster or fit', oneOf('kernel', 'cluster', 'fit'))
    .addOption(json())
    .option('--evaluations <n>', 'evaluations of `bench fit` (default: 480, the whole study)', integer(1))
    .option('--workers <n>', 'workers of `bench cluster` and `bench fit` (default: cores, at most 8)', integer(1, 1024))
    .option('--threads <k>', 'threads of `bench kernel` (default: cores)', integer(1, 1024))
    .addHelpText('after', EXAMPLES.bench)
    .action((what: BenchCommand['what'], options: object) => ask({ command: 'bench', what, ...options }));

  return program;
}

function integer(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    const range = max === Number.MAX_SAFE_INTEGER ? `>= ${min}` : `in [${min}, ${max}]`;
    throw new InvalidArgumentError(`It must be an integer ${range}.`);
  };
}

function oneOf(...choices: readonly string[]): (text: string) => string {
  return (text) => {
    if (choices.includes(text)) return text;
    throw new InvalidArgumentError(`It must be ${choices.join(', ').replace(/, ([^,]*)$/, ' or $1')}.`);
  };
}
