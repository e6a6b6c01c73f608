/** The scripts at their edges: what is missing is named, and whatever goes wrong in a suite counts as a failure. */

import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT, run } from './support/command.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'likelihive-scripts-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs lines of bash that have the scripts' functions. */
const bash = (lines: string, env: Readonly<Record<string, string>> = {}) =>
  run('/bin/bash', ['-c', `source scripts/lib.sh; source scripts/suites.sh; ${lines}`], { env });

/** A folder for PATH that has only these programs, the last one with a text of its own. */
function onlyPrograms(name: string, programs: readonly string[], own: Readonly<Record<string, string>> = {}): string {
  const path = join(folder, name);
  mkdirSync(path);
  for (const program of programs) symlinkSync(join('/usr/bin', program), join(path, program));
  for (const [program, text] of Object.entries(own)) {
    writeFileSync(join(path, program), text);
    chmodSync(join(path, program), 0o755);
  }
  return path;
}

describe('setup', () => {
  it('says nothing and does nothing when all is there', async () => {
    expect(await run('scripts/setup', [])).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  it('refuses a Node.js that is too old, and says how to get another', async () => {
    const PATH = onlyPrograms('old-node', ['dirname'], { node: '#!/bin/sh\necho v20.18.3\n', npm: '#!/bin/sh\n' });
    const { code, stderr } = await bash('need_node', { PATH });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: Node\.js must be 20\.19 or newer, got v20\.18\.3\. .*nvm install 20\n$/);
  });

  it('accepts a newer major version of Node.js', async () => {
    const PATH = onlyPrograms('new-node', ['dirname'], { node: '#!/bin/sh\necho v24.1.0\n', npm: '#!/bin/sh\n' });
    expect(await bash('need_node', { PATH })).toMatchObject({ code: 0, stderr: '' });
  });

  it('names the command that installs what is missing where it may not install it', async () => {
    const PATH = onlyPrograms('no-apt', ['dirname', 'id']);
    const { code, stderr } = await bash('need dirname:coreutils no-such-program:its-package', { PATH });
    expect(code).toBe(1);
    expect(stderr).toBe(
      'error: not found: no-such-program. Install with: sudo apt-get install -y --no-install-recommends its-package\n',
    );
  });
});

describe('build', () => {
  it('says nothing the second time', async () => {
    await run('scripts/build', []);
    expect(await run('scripts/build', [])).toMatchObject({ code: 0, stdout: '', stderr: '' });
  }, 120_000);
});

describe('test', () => {
  const TOTALS = 'echo "$PASSED $FAILED"';

  /** A jest project of one test file. */
  function project(name: string, source: string): string {
    const path = join(folder, name);
    mkdirSync(path);
    writeFileSync(join(path, 'a.test.js'), source);
    writeFileSync(join(path, 'jest.config.json'), '{ "testEnvironment": "node" }');
    return `jest_suite x --rootDir '${path}' --config '${path}/jest.config.json'`;
  }

  it('counts a yes and a no', async () => {
    const { stdout, stderr } = await bash(`check yes true; check no sh -c 'echo why; exit 3'; ${TOTALS}`);
    expect(stdout).toMatch(/^yes +1 passed +0 failed .*\nno +0 passed +1 failed .*\n1 1\n$/);
    expect(stderr).toContain('why\nerror: failed (exit code 3)');
  });

  it('counts each test of a jest suite', async () => {
    const suite = project(
      'mixed',
      "test('a', () => {}); test('b', () => {}); test('c', () => { throw new Error(); });",
    );
    expect((await bash(`${suite}; ${TOTALS}`)).stdout).toMatch(/\n2 1\n$/);
  });

  it('counts a test file that cannot be loaded as one failure', async () => {
    const suite = project('unloadable', "require('./no-such-file');");
    expect((await bash(`${suite}; ${TOTALS}`)).stdout).toMatch(/\n0 1\n$/);
  });

  it('counts a suite without tests as one failure', async () => {
    const suite = project('empty', '').replace(
      'jest_suite x',
      'jest_suite x --passWithNoTests --testPathPatterns none',
    );
    expect((await bash(`${suite}; ${TOTALS}`)).stdout).toMatch(/\n0 1\n$/);
  });

  it('counts a suite that ends without a report as one failure', async () => {
    const suite = project('killed', "process.kill(process.pid, 'SIGKILL');");
    expect((await bash(`${suite} --runInBand; ${TOTALS}`)).stdout).toMatch(/\n0 1\n$/);
  });

  it('refuses a suite that there is not, and lists those that there are', async () => {
    const { code, stderr } = await run('scripts/test', ['--only', 'nonsense']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: --only must be one of: types .*slurm, got nonsense\n$/);
  });
});

it('the repository has no absolute path of a machine in its scripts', async () => {
  const { stdout, stderr } = await run('git', [
    '-C',
    ROOT,
    'grep',
    '-nE',
    '/(work|home|root)/',
    '--',
    'scripts',
    'slurm',
    '.ci',
  ]);
  expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
});
