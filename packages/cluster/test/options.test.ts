import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { resolveDriverOptions } from '../src/driver/options.js';
import { resolveLocalOptions } from '../src/launch/local-options.js';
import { LIKELIHIVE_VERSION } from '../src/protocol/version.js';
import { resolveSchedulerOptions, SCHEDULER_DEFAULTS } from '../src/scheduler/options.js';
import { resolveWorkerOptions } from '../src/worker/options.js';
import { thrownBy } from './builders.js';

describe('options', () => {
  it('count undefined as absent', () => {
    expect(resolveSchedulerOptions({ creditsPerWorker: undefined, maxAttempts: 5 })).toEqual({
      ...SCHEDULER_DEFAULTS,
      maxAttempts: 5,
    });
  });

  it.each<[() => unknown, string]>([
    [
      () => resolveSchedulerOptions({ creditsPerWorker: 0 }),
      'creditsPerWorker must be an integer in [1, 1000000], got 0',
    ],
    [
      () => resolveSchedulerOptions({ maxAttempts: 1.5 }),
      'maxAttempts must be an integer in [1, 9007199254740991], got 1.5',
    ],
    [
      () => resolveDriverOptions({ noWorkersTimeoutMs: -1 }),
      'noWorkersTimeoutMs must be an integer in [1, 2147483647], got -1',
    ],
    [() => resolveWorkerOptions({ preparedRecipes: 0 }), 'preparedRecipes must be an integer in [1, 10000], got 0'],
    [() => resolveLocalOptions({ nWorkers: 0 }), 'nWorkers must be an integer in [1, 10000], got 0'],
    [() => resolveLocalOptions({ workerCores: Number.NaN }), 'workerCores must be an integer in [1, 65535], got NaN'],
    [
      () => resolveLocalOptions({ workers: 2 } as object),
      'workers is not an option, known are nWorkers, workerCores, ',
    ],
    [
      () => resolveLocalOptions({ evaluator: 'x' as 'engine' }),
      'evaluator must be one of engine, no-op, waiting, got x',
    ],
  ])('are refused by name (%#)', (resolve, text) => {
    expect(thrownBy(resolve)).toMatchObject({ code: 'ERR_INVALID_OPTION', message: expect.stringContaining(text) });
  });

  it('give a local cluster as many workers as cores, and each its share of them', () => {
    const { nWorkers, workerCores } = resolveLocalOptions();
    expect(nWorkers).toBeGreaterThanOrEqual(1);
    expect(workerCores).toBe(1);
    expect(resolveLocalOptions({ nWorkers: 1 }).workerCores).toBe(nWorkers);
  });

  it('the release is the one of package.json', () => {
    const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(LIKELIHIVE_VERSION).toBe(manifest.version);
  });
});
