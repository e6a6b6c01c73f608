/** Real data: a fifth of one monkey's trials lands within three standard errors of the exact maximum-likelihood values. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';

import { aFolder, ROOT, removeFolders, run, SHARED } from './support/command.js';

afterAll(removeFolders);

interface GoldenCase {
  readonly name: string;
  readonly estimate: Readonly<Record<string, number>>;
  readonly standard_error: Readonly<Record<string, number>>;
}

const FRACTION = 5;

describe('docs/examples/roitman.ts', () => {
  it('finds monkey 1 where the exact likelihood does, once its threshold is corrected for the steps of the walk', async () => {
    const { cases } = JSON.parse(readFileSync(join(SHARED, 'golden/fits/roitman.json'), 'utf8')) as {
      cases: GoldenCase[];
    };
    const golden = cases.find(({ name }) => name === 'roitman_monkey1_lapse0.05')!;
    const json = join(aFolder(), 'out.json');
    const args = [join(SHARED, 'data/roitman_rts.csv'), '1', String(FRACTION)];
    const { code, stdout, stderr } = await run([
      'run',
      join(ROOT, 'docs/examples/roitman.ts'),
      '--quiet',
      '--json',
      json,
      '--',
      ...args,
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('rror') });
    expect(stdout).toMatch(/^523 trials/);
    expect(stdout).toMatch(/threshold in continuous time: 0\.\d+ \(fitted \+ 0\.0412 for steps of 0\.005 s\)/);

    const found = JSON.parse(readFileSync(json, 'utf8')).fits[0].optimizedParameterValues;
    const correction = 0.5826 * Math.sqrt(0.005);
    const errors = {
      rate_per_coherence: found['DDM.rate'],
      threshold: found['DDM.threshold'] + correction,
      non_decision_time: found['DDM.nonDecisionTime'],
    };
    const distances = Object.entries(errors).map(([name, value]) => {
      return [name, (value - golden.estimate[name]!) / (golden.standard_error[name]! * Math.sqrt(FRACTION))] as const;
    });
    for (const [name, distance] of distances) expect([name, Math.abs(distance) < 3]).toEqual([name, true]);
  }, 240_000);
});
