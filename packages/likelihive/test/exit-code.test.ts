import { afterAll, describe, expect, it } from '@jest/globals';
import { ClusterError } from '@likelihive/cluster';

import { exitCodeOf, isClusterFailure, messageLine } from '../src/cli/exit-code.js';
import { optionError } from '../src/options/check.js';
import { aFolder, removeFolders, run } from './support/command.js';

afterAll(removeFolders);

describe('exit codes', () => {
  it.each([
    ['ERR_CLUSTER_START', 3],
    ['ERR_NO_WORKERS', 3],
    ['ERR_CLUSTER_LOST', 3],
    ['ERR_INVALID_OPTION', 2],
    ['ERR_RECIPE', 1],
  ] as const)('%s gives %p', (code, expected) => {
    expect(exitCodeOf(new ClusterError(code, 'x'))).toBe(expected);
  });

  it('a wrong option is 2, a bug of ours 1 with its stack', () => {
    expect(exitCodeOf(optionError('--json', 'must be a file, got ""'))).toBe(2);
    expect(messageLine(optionError('--json', 'must be a file, got ""'))).toBe('error: --json must be a file, got ""\n');
    expect(exitCodeOf(new TypeError('x'))).toBe(1);
    expect(messageLine(new TypeError('x'))).toMatch(/^TypeError: x\n +at /);
    expect(isClusterFailure(null)).toBe(false);
  });

  it('a study whose workers are all gone ends with 3, and one line', async () => {
    const text =
      "import { ClusterError } from '@likelihive/cluster';\nthrow new ClusterError('ERR_NO_WORKERS', 'no worker has been left for 60 s');\n";
    const { code, stderr } = await run(['run', 'study.ts'], { cwd: aFolder({ 'study.ts': text }) });
    expect({ code, stderr }).toEqual({ code: 3, stderr: 'error: no worker has been left for 60 s\n' });
  });
});
