import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';

import { doctorText } from '../src/cli/doctor.js';
import { allChecks, checkNode } from '../src/doctor/checks.js';
import { aFolder, removeFolders, run } from './support/command.js';

afterAll(removeFolders);

describe('doctor', () => {
  it('finds nothing missing where everything is built', async () => {
    const { code, stdout } = await run(['doctor', '--json'], { env: { XDG_STATE_HOME: aFolder() } });
    const { ok, checks } = JSON.parse(stdout);
    expect({ code, ok }).toEqual({ code: 0, ok: true });
    const names = checks.map(({ name }: { name: string }) => name);
    expect(names).toEqual([
      'node',
      'kernel',
      'instruction set',
      'cores',
      'compiler',
      'cmake',
      'loopback',
      'slurm',
      'optuna',
      'scheduler',
    ]);
    expect(checks.find(({ name }: { name: string }) => name === 'scheduler')).toMatchObject({
      state: 'absent',
      mend: 'likelihive scheduler',
    });
  });

  it('ends with 1 where a scheduler that the environment insists on is not there, and says how to mend it', async () => {
    const { code, stdout } = await run(['doctor'], { env: { LIKELIHIVE_SCHEDULER: 'ws://127.0.0.1:1' } });
    expect(code).toBe(1);
    expect(stdout).toMatch(/MISSING scheduler .*\n +mend: unset LIKELIHIVE_SCHEDULER, or start that scheduler/);
  });

  it('knows how to get Optuna where no Python has it, and does not call it missing', async () => {
    const folder = aFolder();
    const { code, stdout } = await run(['doctor', '--json'], {
      env: { XDG_STATE_HOME: folder, LIKELIHIVE_PYTHON: join(folder, 'python') },
    });
    const { checks } = JSON.parse(stdout);

    expect(code).toBe(0);
    expect(checks.find(({ name }: { name: string }) => name === 'optuna')).toEqual({
      name: 'optuna',
      state: 'absent',
      detail: `${join(folder, 'python')} is not here; only OptunaSampler needs it`,
      mend: expect.stringContaining("pip install 'optuna>=4.9'"),
    });
  });

  it('refuses an old Node by name', () => {
    expect(checkNode('20.18.3')).toMatchObject({
      state: 'missing',
      detail: '20.18.3, at least 20.19 is needed',
      mend: expect.stringContaining('nodejs.org'),
    });
    expect(checkNode('22.1.0')).toMatchObject({ state: 'ok' });
  });

  it('has a mend for everything that may be missing', async () => {
    for (const check of await allChecks()) if (check.state === 'missing') expect(check.mend).not.toBeNull();
  });

  it('shows each check on a line, and its mend below', () => {
    const text = doctorText([
      { name: 'kernel', state: 'missing', detail: 'no build', mend: './scripts/build' },
      { name: 'cores', state: 'ok', detail: '2', mend: null },
    ]);
    expect(text).toBe('MISSING kernel  no build\n                mend: ./scripts/build\nok      cores   2\n');
  });
});
