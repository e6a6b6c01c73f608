import { describe, expect, it } from '@jest/globals';

import { parseCommandLine } from '../src/cli/command-line.js';

const asked = (...argv: string[]) => {
  const line = parseCommandLine(argv);
  if (line.kind !== 'asked') throw new Error(JSON.stringify(line));
  return line.asked;
};
const wrong = (...argv: string[]) => {
  const line = parseCommandLine(argv);
  if (line.kind !== 'wrong') throw new Error(JSON.stringify(line));
  return line.message;
};

describe('run', () => {
  it('takes every option of the manual', () => {
    const argv =
      'run s.ts --workers 3 --worker-cores 2 --scheduler ws://h:1 --secret-file f --json - --journal j --resume --quiet';
    expect(asked(...argv.split(' '))).toEqual({
      command: 'run',
      study: 's.ts',
      args: [],
      workers: 3,
      workerCores: 2,
      scheduler: 'ws://h:1',
      secretFile: 'f',
      json: '-',
      journal: 'j',
      resume: true,
      quiet: true,
    });
  });

  it('leaves everything after -- to the study, whatever it looks like', () => {
    const argv = ['run', 's.ts', '--', '--workers', 'x', '--', '-h'];
    expect(asked(...argv)).toEqual({ command: 'run', study: 's.ts', args: ['--workers', 'x', '--', '-h'] });
  });

  it('takes --scheduler alone for the contact file in its usual place', () => {
    expect(asked('run', 's.ts', '--scheduler')).toMatchObject({ study: 's.ts', scheduler: true });
  });

  it.each([
    [['run'], /missing required argument 'study'/],
    [['run', 's.ts', 't.ts'], /arguments for the study come after --/],
    [['run', 's.ts', '--journal'], /--journal.*argument missing/],
    [['run', 's.ts', '--resume', 'f'], /arguments for the study come after --/],
    [['journal'], /missing required argument 'file'/],
    [['run', 's.ts', '--workers', '0'], /--workers.*'0'.*integer in \[1, 1024\]/],
    [['run', 's.ts', '--workers', '2.5'], /--workers.*'2\.5'.*integer/],
    [['run', 's.ts', '--workers', '1e1'], /--workers.*'1e1'.*integer/],
    [['run', 's.ts', '--worker-cores', 'all'], /--worker-cores.*'all'.*integer/],
    [['run', 's.ts', '--json'], /--json.*argument missing/],
    [['scheduler', '--port', '65536'], /--port.*'65536'.*in \[0, 65535\]/],
    [['worker', '--cores', '-1'], /--cores.*integer|unknown option|argument missing/],
    [['bench', 'coffee'], /'coffee'.*kernel, cluster or fit/],
    [['frobnicate'], /unknown command 'frobnicate'/],
    [[], /a command must be given/],
  ])('%j is wrong, in one line', (argv, message) => {
    expect(wrong(...argv)).toMatch(message);
    expect(wrong(...argv)).not.toContain('\n');
  });
});

describe('the other commands', () => {
  it('take the options of the manual', () => {
    expect(asked('journal', 'fit.log', '--csv')).toEqual({ command: 'journal', file: 'fit.log', csv: true });
    expect(
      asked('scheduler', '--host', '0.0.0.0', '--port', '8786', '--secret-file', 'a', '--contact-file', 'b'),
    ).toEqual({
      command: 'scheduler',
      host: '0.0.0.0',
      port: 8786,
      secretFile: 'a',
      contactFile: 'b',
    });
    expect(asked('worker', '--scheduler', 'ws://h:1', '--cores', '4', '--secret-file', 'a')).toEqual({
      command: 'worker',
      scheduler: 'ws://h:1',
      cores: 4,
      secretFile: 'a',
    });
    expect(asked('status', '--scheduler', 'ws://h:1', '--json')).toMatchObject({ command: 'status', json: true });
    expect(asked('doctor', '--json')).toEqual({ command: 'doctor', json: true });
    expect(asked('bench', 'fit', '--json', '--evaluations', '48')).toEqual({
      command: 'bench',
      what: 'fit',
      json: true,
      evaluations: 48,
    });
  });
});

describe('help', () => {
  it.each([
    [['--help']],
    [['run', '--help']],
    [['scheduler', '-h']],
    [['worker', '-h']],
    [['status', '-h']],
    [['bench', '-h']],
  ])('%j has examples', (argv) => {
    const line = parseCommandLine(argv);
    expect(line).toMatchObject({ kind: 'text', text: expect.stringMatching(/Usage: likelihive[\s\S]*Examples?:/) });
  });

  it('is where the version is, too', () => {
    expect(parseCommandLine(['--version'])).toMatchObject({
      kind: 'text',
      text: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });
});
