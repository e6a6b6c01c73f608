/** The contract's programs, run as they stand: contract/cluster.ts line by line, contract/study.ts and roitman.ts as studies. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';

import { aFolder, removeFolders, run, SHARED } from './support/command.js';

afterAll(removeFolders);

const contract = (name: string) => readFileSync(join(SHARED, 'contract', name), 'utf8');

/** contract/study.ts without its fit: what its head calls "a module that builds a PEC and runs nothing". */
function myModel(): string {
  const study = contract('study.ts');
  const end = study.indexOf('const { pec, inputs } = pecFactory(data);');
  expect(end).toBeGreaterThan(0);
  return study.slice(0, end).replace('const data = new DataTable', 'export const data = new DataTable');
}

describe('contract/cluster.ts', () => {
  it('does what each of its lines says', async () => {
    const folder = aFolder({ 'cluster.ts': contract('cluster.ts'), 'my-model.ts': myModel() });
    const { code, stdout, stderr } = await run(['run', 'cluster.ts'], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });

    const states = stdout.match(/state: 'idle'/g);
    expect(states?.length).toBeGreaterThanOrEqual(2); // 2. two workers that wait
    const scores = stdout.match(/^-\d+\.\d+ 50$/gm);
    expect(scores).toHaveLength(2); // 3. two candidates of 50 trials
    expect(stdout).toMatch(/^true$/m); // 4. the same bits without a cluster
    expect(stdout).toMatch(/type: 'cluster-status'/); // 5. an answer from the scheduler's actor
    expect(stdout).toMatch(/^(normal|noconnection)$/m); // and one Down
  });
});
