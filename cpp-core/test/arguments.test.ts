import { afterAll, describe, expect, it } from '@jest/globals';
import { type DdmLikelihoodTask, KernelError, KernelPool, kernelDensity, simulateDdm } from '../ts/index.js';
import { native } from '../ts/native.js';
import { aTask, someTrials } from './builders.js';

const pool = new KernelPool({ threads: 1 });
afterAll(() => pool.close());

const THREE = Float64Array.of(1, Number.NaN, 1);
const observed = aTask(3).observed;
const key = aTask(3).key;

// Each is wrong in the one field that it is listed with.
const BAD_TASKS: [string, unknown][] = [
  ['task', null],
  ['trials', { ...aTask(3), trials: 3 }],
  ['trials.drift', aTask(3, { trials: someTrials(3, { drift: [1, 2, 3] as never }) })],
  ['trials.noise', aTask(3, { trials: someTrials(3, { noise: new Float64Array(2) }) })],
  ['trials.noise[1]', aTask(3, { trials: someTrials(3, { noise: THREE }) })],
  ['trials.noise[0]', aTask(3, { trials: someTrials(3, { noise: Float64Array.of(-1, 1, 1) }) })],
  ['trials.threshold[2]', aTask(3, { trials: someTrials(3, { threshold: Float64Array.of(1, 1, -0.1) }) })],
  ['trials.startingValue[1]', aTask(3, { trials: someTrials(3, { startingValue: THREE }) })],
  ['trials.offset[1]', aTask(3, { trials: someTrials(3, { offset: THREE }) })],
  ['trials.nonDecisionTime[1]', aTask(3, { trials: someTrials(3, { nonDecisionTime: THREE }) })],
  ['trials.timeStepSize', aTask(3, { trials: someTrials(3, { timeStepSize: 0 }) })],
  ['trials.maxSteps', aTask(3, { trials: someTrials(3, { maxSteps: 0 }) })],
  ['key.purpose', aTask(3, { key: { ...key, purpose: 'play' as never } })],
  ['key.seed', aTask(3, { key: { ...key, seed: 2 ** 53 } })],
  ['key.mechanism', aTask(3, { key: { ...key, mechanism: -1 } })],
  ['key.firstTrial', aTask(3, { key: { ...key, firstTrial: 0.5 } })],
  ['key.firstEstimate', aTask(3, { key: { ...key, firstEstimate: -1 } })],
  ['estimates', aTask(3, { estimates: 0 })],
  ['observed.choice', aTask(3, { observed: { ...observed, choice: new Uint8Array(4) } })],
  ['observed.choice[0]', aTask(3, { observed: { ...observed, choice: Uint8Array.of(2, 0, 0) } })],
  ['observed.rt[1]', aTask(3, { observed: { ...observed, rt: THREE } })],
  ['observed.include', aTask(3, { observed: { ...observed, include: new Uint8Array(2) } })],
  ['group', aTask(3, { group: new Int32Array(2) })],
  ['group[1]', aTask(3, { group: new Int32Array(3) })],
  ['density.estimator', aTask(3, { density: { estimator: 'kde' as never, minimumSamples: 10, floor: null } })],
  [
    'density.minimumSamples',
    aTask(3, { density: { estimator: 'gaussian-kde', minimumSamples: Number.NaN, floor: null } }),
  ],
  ['density.floor', aTask(3, { density: { estimator: 'gaussian-kde', minimumSamples: 10, floor: -1 } })],
  ['lapse.probability', aTask(3, { lapse: { probability: 2, low: 0, high: 1 } })],
  ['lapse.low', aTask(3, { lapse: { probability: 0.1, low: Number.NaN, high: 1 } })],
  ['lapse.high', aTask(3, { lapse: { probability: 0.1, low: 1, high: 1 } })],
];

describe('a likelihood task', () => {
  it.each(BAD_TASKS)('is refused by the name of %s', async (field, task) => {
    const error: unknown = await pool.logLikelihood(task as DdmLikelihoodTask).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(KernelError);
    expect(error).toMatchObject({ code: 'ERR_KERNEL_ARGUMENT', field });
    expect((error as Error).message).toMatch(/ must .*, got /);
  });

  it('is refused by the addon too, if it were reached unchecked', () => {
    const addon = new (native().Pool)(1);
    for (const [field, task] of BAD_TASKS.slice(1)) {
      const call = () => addon.logLikelihood(0, task as never);
      expect(call).toThrow(expect.objectContaining({ code: 'ERR_KERNEL_ARGUMENT' }) as unknown as Error);
      if (!field.startsWith('trials') && !field.startsWith('key') && !field.startsWith('lapse')) {
        expect(call).toThrow(field);
      }
    }
    addon.close();
  });

  it('is refused with an instruction set that does not run here', async () => {
    await expect(pool.logLikelihood(aTask(1), { isa: 'mmx' as never })).rejects.toMatchObject({ field: 'isa' });
    const foreign = process.arch === 'arm64' ? 'avx2' : 'neon';
    await expect(pool.logLikelihood(aTask(1), { isa: foreign })).rejects.toMatchObject({ field: 'isa' });
  });

  it('may hold nonsense in trials that are not scored', async () => {
    const include = Uint8Array.of(1, 0, 1);
    const { logLikelihood } = await pool.logLikelihood(aTask(3, { observed: { ...observed, rt: THREE, include } }));
    expect([...logLikelihood].map(Number.isNaN)).toEqual([false, true, false]);
  });
});

describe('a simulation', () => {
  const good = {
    drift: 1,
    threshold: 1,
    noise: 1,
    startingValue: 0,
    nonDecisionTime: 0,
    timeStepSize: 0.01,
    n: 5,
    seed: 0,
  };

  it.each([
    ['drift', { drift: Number.POSITIVE_INFINITY }],
    ['threshold', { threshold: -1 }],
    ['noise', { noise: -1 }],
    ['startingValue', { startingValue: Number.NaN }],
    ['nonDecisionTime', { nonDecisionTime: '0' as never }],
    ['timeStepSize', { timeStepSize: -0.01 }],
    ['offset', { offset: Number.NaN }],
    ['leak', { leak: -1 }],
    ['maxSteps', { maxSteps: 1.5 }],
    ['n', { n: 0 }],
    ['seed', { seed: 1.5 }],
    ['threads', { threads: 0 }],
  ])('is refused by the name of %s', async (field, override) => {
    await expect(simulateDdm({ ...good, ...override })).rejects.toMatchObject({ code: 'ERR_KERNEL_ARGUMENT', field });
  });

  it('caps paths at ten seconds of model time by default', async () => {
    const { steps, truncated } = await simulateDdm({ ...good, threshold: 1e6 });
    expect([...steps]).toEqual([1000, 1000, 1000, 1000, 1000]);
    expect(truncated).toBe(5);
  });
});

describe('a pool', () => {
  it('has a whole number of threads', () => {
    for (const threads of [0, -1, 1.5, Number.NaN, 1e9, '2' as never]) {
      expect(() => new KernelPool({ threads })).toThrow(/^threads must be an integer/);
    }
  });
});

describe('kernelDensity', () => {
  const sample = Float64Array.of(0.3, 0.5, 0.4, 0.9);

  it.each([
    ['sample', [1, 2], { estimator: 'gaussian-kde' }],
    ['sample', Float64Array.of(), { estimator: 'gaussian-kde' }],
    ['sample', Float64Array.of(2, 2), { estimator: 'gaussian-kde' }],
    ['sample[1]', Float64Array.of(2, Number.NaN), { estimator: 'gaussian-kde' }],
    ['estimator', sample, { estimator: 'kde' }],
    ['bins', sample, { estimator: 'histogram', bins: 0 }],
    ['smoothing', sample, { estimator: 'histogram', smoothing: Number.NaN }],
    ['pseudocount', sample, { estimator: 'histogram', pseudocount: -1 }],
    ['bandwidth', sample, { estimator: 'fast-kde', bandwidth: 1 }],
    ['bandwidth', sample, { estimator: 'gaussian-kde', bandwidth: 0 }],
  ])('refuses by the name of %s', (field, given, options) => {
    const call = () => kernelDensity(given as never, options as never);
    expect(call).toThrow(expect.objectContaining({ code: 'ERR_KERNEL_ARGUMENT', field }) as unknown as Error);
  });

  it.each(['gaussian-kde', 'log-gaussian-kde'] as const)('gives a density that sums to one: %s', (estimator) => {
    const { axis, density } = kernelDensity(sample, { estimator });
    expect(axis).toHaveLength(257);
    const mass = density.reduce((sum, d) => sum + d, 0) * (axis[1]! - axis[0]!);
    expect(Math.abs(mass - 1)).toBeLessThan(0.02);
    expect(Math.min(...density)).toBeGreaterThanOrEqual(0);
  });

  it('takes a bandwidth', () => {
    const narrow = kernelDensity(sample, { estimator: 'gaussian-kde', bandwidth: 0.01 });
    expect(narrow.axis[0]).toBeCloseTo(0.27, 12);
    expect(Math.max(...narrow.density)).toBeCloseTo(0.25 / (0.01 * Math.sqrt(2 * Math.PI)), 0);
  });
});
