/**
 * Fits whose driver is killed again and again, and gone on with, have the history of one that was left alone.
 *
 * `scripts/chaos-journal 50` runs as many fits as it is told; here a few are enough.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readOptunaJournal } from '@likelihive/optimize';

import { descendants, isAlive, removeFolders, start, until } from './support/command.js';
import {
  aJournaledStudy,
  evaluationsOf,
  type Journaled,
  linesOf,
  runUntilKilled,
  runWhole,
} from './support/journaled.js';

const FITS = Number(process.env.LIKELIHIVE_CHAOS_FITS ?? 5);

const SAMPLERS = [
  'new CmaEsSampler({ seed: 0, popsize: 8 })',
  'new RandomSampler({ seed: 3 })',
  'new TpeSampler({ seed: 5 })',
];

const whole = new Map<string, readonly unknown[]>();

beforeAll(async () => {
  for (const sampler of SAMPLERS.slice(0, FITS)) {
    const study = aJournaledStudy({ sampler });
    await runWhole(study);
    whole.set(sampler, evaluationsOf(study));
  }
}, 120_000);

afterAll(removeFolders);

/** Numbers in [0, 1) that depend on `seed` alone. */
function drawsOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Kills the driver up to four times, each time some lines further on; the moment within the line is the machine's. */
async function throughKills(study: Journaled, draw: () => number): Promise<number> {
  let kills = 0;
  for (let at = Math.floor(20 * draw()); kills < 4; at += 1 + Math.floor(20 * draw())) {
    if (!(await runUntilKilled(study, Math.max(at, linesOf(study))))) break;
    kills += 1;
  }
  await runWhole(study, '--resume');
  return kills;
}

describe('a fit whose driver is killed and gone on with', () => {
  it.each(Array.from({ length: FITS }, (_, i) => [i + 1, SAMPLERS[i % SAMPLERS.length]!] as const))(
    'has the history of one that was left alone: kills of seed %i, %s',
    async (seed, sampler) => {
      const study = aJournaledStudy({ sampler });
      const kills = await throughKills(study, drawsOf(seed));
      const [recorded] = await readOptunaJournal(study.journal);
      const indices = recorded!.trials.map(({ user_attrs }) => Number(user_attrs.index));

      expect(kills).toBeGreaterThan(0);
      expect(evaluationsOf(study)).toEqual(whole.get(sampler));
      expect(indices.sort((a, b) => a - b)).toEqual(Array.from({ length: 48 }, (_, i) => i)); // none of them twice
    },
    120_000,
  );

  it('has it on a cluster too, and leaves no worker behind', async () => {
    const distributed = { distributed: true, distributedOptions: 'nWorkers: 2,' };
    const study = aJournaledStudy(distributed);
    const driver = start(study.args);
    await until(() => linesOf(study) >= 20, 60_000);
    const workers = descendants(driver.pid);
    driver.child.kill('SIGKILL');
    await runWhole(study, '--resume');

    expect(workers.length).toBeGreaterThan(0);
    expect(evaluationsOf(study)).toEqual(whole.get(SAMPLERS[0]!));
    await until(() => workers.every((pid) => !isAlive(pid)), 10_000);
  }, 120_000);
});
