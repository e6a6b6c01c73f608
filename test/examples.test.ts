/** The examples that are folders: their pages say what the programs print, and the programs fit. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT } from './support/command.js';
import { likelihive } from './support/slurm-bed.js';

const pageOf = (name: string) => readFileSync(join(ROOT, `docs/examples/${name}/README.md`), 'utf8');

/** A fit as `--json` writes it. */
interface Fit {
  readonly optimizedParameterValues: Readonly<Record<string, number>>;
  readonly standardErrors: Readonly<Record<string, number | null>>;
}

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'likelihive-examples-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fits = new Map<string, Promise<Fit>>();

/** The larger study, fitted in one of its exact ways with half of its evaluations; once. */
function fitted(way: 'exact' | 'walk'): Promise<Fit> {
  const known = fits.get(way) ?? fitBy(way);
  fits.set(way, known);
  return known;
}

async function fitBy(way: 'exact' | 'walk'): Promise<Fit> {
  const study = 'docs/examples/stability-flexibility/study.ts';
  const file = join(folder, `${way}.json`);
  const options = ['--quiet', '--workers', '2', '--worker-cores', '1', '--json', file, '--', way, '1', '480'];
  const { code, stderr } = await likelihive(['run', study, ...options]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return (JSON.parse(readFileSync(file, 'utf8')) as { fits: [Fit] }).fits[0];
}

/** Counts trials by switch and stimulus, and looks whether the correct response is that of the cued task. */
const BALANCE = `
import { trialSequence } from ${JSON.stringify(join(ROOT, 'docs/examples/stability-flexibility/trials.js'))};
const { task, stimulus, correct } = trialSequence(200, { seed: 3 });
const cells: Record<string, number> = {};
let before = 0;
for (const [trial, pair] of stimulus.entries()) {
  const cued = task[trial]![1]!;
  const key = [cued !== before, ...pair].join();
  cells[key] = (cells[key] ?? 0) + 1;
  if (correct[trial]![0] !== pair[cued]) throw new Error('trial ' + trial);
  before = cued;
}
console.log(JSON.stringify(Object.values(cells)));
`;

describe.each(['stability-flexibility', 'lca'])('docs/examples/%s', (name) => {
  it('shows in its README what explain prints', async () => {
    const { code, stdout } = await likelihive(['explain', `docs/examples/${name}/study.ts`]);

    expect(code).toBe(0);
    expect(pageOf(name)).toContain(`\n\`\`\`\n${stdout}\`\`\`\n`);
  });
});

describe('docs/examples/stability-flexibility', () => {
  it('finds the same by the density of continuous time and by the law of the walk, but for the overshoot of its bounds', async () => {
    const exact = await fitted('exact');
    const walk = await fitted('walk');

    for (const [name, error] of Object.entries(exact.standardErrors)) {
      const siegmund = name === 'DDM.threshold' ? 0.5826 * 0.1 * Math.sqrt(0.01) : 0;
      const gap = exact.optimizedParameterValues[name]! - walk.optimizedParameterValues[name]! - siegmund;
      expect({ name, isNear: Math.abs(gap) < 0.3 * error! }).toEqual({ name, isNear: true });
    }
  }, 180_000);

  it('recovers what is identified within 3 standard errors, and knows that the slope is not', async () => {
    const { optimizedParameterValues: found, standardErrors: errors } = await fitted('exact');

    expect(Math.abs(found['control.gain']! - 3)).toBeLessThan(3 * errors['control.gain']!);
    expect(Math.abs(found['DDM.nonDecisionTime']! - 0.2)).toBeLessThan(3 * errors['DDM.nonDecisionTime']!);
    expect(Math.abs(found['DDM.threshold']! - 0.1 - 0.0058)).toBeLessThan(3 * errors['DDM.threshold']!);
    expect(errors['automatic.slope']).toBeGreaterThan(0.02);
  }, 120_000);

  it('makes sequences in which switches and stimuli are balanced against each other', async () => {
    const file = join(folder, 'balance.ts');
    writeFileSync(file, BALANCE);

    const { code, stdout, stderr } = await likelihive(['run', file]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(Array(8).fill(25));
  });
});

describe('docs/examples/lca', () => {
  it('recovers the gain to a tenth', async () => {
    const { code, stdout, stderr } = await likelihive([
      'run',
      'docs/examples/lca/study.ts',
      '--quiet',
      '--',
      '400',
      '24',
    ]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const gain = Number(/^gain: ([\d.]+) /m.exec(stdout)?.[1]);
    expect(gain).toBeGreaterThan(9);
    expect(gain).toBeLessThan(11);
  }, 120_000);
});
