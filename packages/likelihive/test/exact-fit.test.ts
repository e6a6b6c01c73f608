/** Fits with an exact likelihood: real data polished to its maximum, the same bits on a cluster, what is refused. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Client, LocalCluster } from '@likelihive/cluster';
import { DDM, DriftDiffusionIntegrator, type LikelihoodOption, linspace } from '@likelihive/model';
import { CmaEsSampler } from '@likelihive/optimize';

import { Composition } from '../src/composition.js';
import { PECOptimizationFunction, type PECOptimizationFunctionOptions } from '../src/pec/optimization-function.js';
import { ParameterEstimationComposition } from '../src/pec/parameter-estimation-composition.js';
import { aPec, aSearch } from './support/ddm.js';
import { type FitCase, fitCases, monkeyTrials } from './support/golden-fits.js';

afterEach(() => {
  jest.restoreAllMocks();
});

/** What is written to stderr while a test runs. */
function heard(): string[] {
  const lines: string[] = [];
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  return lines;
}

/** The study of contract/roitman.ts, with the likelihood of a reference fit. */
async function roitman(
  { name, lapse, lapse_T, parameter_order }: FitCase,
  search: Partial<PECOptimizationFunctionOptions>,
) {
  const trials = await monkeyTrials(Number(/monkey(\d)/.exec(name)![1]));
  const integrator = { rate: 10, noise: 1, threshold: 1, nonDecisionTime: 0.3, timeStepSize: 0.005 };
  const decision = new DDM({ name: 'DDM', function: new DriftDiffusionIntegrator(integrator) });
  const composition = new Composition({ pathways: [decision] });
  const { rate, threshold, nonDecisionTime, startingValue } = decision.parameters;
  const likelihood: LikelihoodOption =
    lapse === 0 ? 'exact' : { kind: 'exact', lapse: { probability: lapse, range: [0, lapse_T!] } };
  const isStartFree = parameter_order.includes('starting_point_w');
  const pec = new ParameterEstimationComposition({
    name,
    nodes: [composition],
    parameters: [
      [rate, linspace(0, 30, 3001)],
      [threshold, linspace(0.3, 2, 1701)],
      [nonDecisionTime, linspace(0.05, 0.5, 451)],
      ...(isStartFree ? [[startingValue, { low: -0.29, high: 0.29 }] as const] : []),
    ],
    outcomeVariables: [decision.outputPorts.DECISION_OUTCOME, decision.outputPorts.RESPONSE_TIME],
    data: trials.select(['correct', 'rt']),
    likelihood,
    optimizationFunction: new PECOptimizationFunction({ method: new CmaEsSampler({ seed: 1, popsize: 8 }), ...search }),
    threads: 2,
  });
  return { pec, inputs: [[composition, trials.column('coh').map((coherence) => [Number(coherence)])]] as const };
}

/** The walk of the DDM in `aPec`, without noise in its score. */
const EXACT: LikelihoodOption = { kind: 'exact', discretization: 'euler' };

describe('a polished fit of golden/fits/roitman.json', () => {
  it.each(fitCases('roitman'))('$name: value, estimates and standard errors', async (golden) => {
    const { pec, inputs } = await roitman(golden, { maxIterations: 160, polish: true });
    const fit = await pec.run({ inputs });
    expect(fit).toMatchObject({ polished: true, truncated: 0, options: { polish: true } });
    expect(Math.abs(fit.optimalValue - golden.log_likelihood)).toBeLessThan(1e-6);
    expect(fit.optimalValue).toBeGreaterThan(Math.max(...fit.evaluations.map(({ value }) => value)));

    for (const [index, name] of golden.parameter_order.slice(0, 3).entries()) {
      const parameter = fit.parameterNames[index]!;
      const error = golden.standard_error[name]!;
      const distance = (fit.optimizedParameterValues[parameter]! - golden.estimate[name]!) / error;
      expect(Math.abs(distance)).toBeLessThan(1e-3);
      if (golden.parameter_order.length === 3) {
        expect(fit.standardErrors![parameter]! / error).toBeCloseTo(1, 3);
      }
    }
    if (golden.parameter_order.length === 4) {
      const { 'DDM.threshold': threshold, 'DDM.startingValue': start } = fit.optimizedParameterValues;
      const w = (start! / threshold! + 1) / 2;
      const distance = (w - golden.estimate.starting_point_w!) / golden.standard_error.starting_point_w!;
      expect(Math.abs(distance)).toBeLessThan(1e-3);
    }
    const again = await pec.logLikelihood(Object.values(fit.optimizedParameterValues), { inputs });
    expect(again.value).toBe(fit.optimalValue);
  });

  it('takes so little time that it can be tried while one thinks', async () => {
    const { pec, inputs } = await roitman(fitCases('roitman')[1]!, { maxIterations: 160, polish: true });
    await pec.run({ inputs });
    const { seconds } = await pec.run({ inputs });
    expect(seconds).toBeLessThan(5); // a tenth of a second where nothing else runs: docs/guides/exact.md
  });
});

describe('a fit with an exact likelihood', () => {
  it.each([
    ['continuous', 'exact'],
    ['euler', EXACT],
  ] as const)('has the bits of this process on a local cluster (%s)', async (_, likelihood) => {
    heard();
    const cluster = await LocalCluster.start({ nWorkers: 2 });
    try {
      const client = await Client.connect(cluster.url, { secretFile: cluster.secretFile });
      const method = () => new CmaEsSampler({ seed: 3, popsize: 6 });
      const polish = likelihood === 'exact';
      const search = { maxIterations: 24, polish };
      const here = aPec({ likelihood, optimizationFunction: aSearch({ ...search, method: method() }) });
      const distributed = { ...search, method: method(), distributed: true, distributedOptions: { client } };
      const there = aPec({ likelihood, optimizationFunction: aSearch(distributed) });
      const a = await here.pec.run({ inputs: here.inputs });
      const b = await there.pec.run({ inputs: there.inputs });
      expect(b.evaluations).toEqual(a.evaluations);
      expect(b.optimizedParameterValues).toEqual(a.optimizedParameterValues);
      expect(b.standardErrors).toEqual(a.standardErrors);
      expect(b.cluster).toMatchObject({ workers: 2 });
      await client.close();
    } finally {
      await cluster.stop();
    }
  });

  it('ignores numEstimates and seeds, says nothing of them, and simulates nothing', async () => {
    const lines = heard();
    const changes = { likelihood: 'exact', sameSeedForAllParameterCombinations: false } as const;
    const one = aPec({ ...changes, numEstimates: 1, initialSeed: 1 });
    const other = aPec({ ...changes, numEstimates: 100_000, initialSeed: 2 });
    const a = await one.pec.run({ inputs: one.inputs });
    const b = await other.pec.run({ inputs: other.inputs });
    expect(b.evaluations).toEqual(a.evaluations);
    expect(b.truncated).toBe(0);
    expect(lines.join('')).not.toMatch(/note:|warning:/);
  });

  it('is what the simulated one tends to', async () => {
    heard();
    const theta = [0.3, 0.6];
    const exact = aPec({ likelihood: EXACT });
    const { value } = await exact.pec.logLikelihood(theta, { inputs: exact.inputs });
    const seeds = Array.from({ length: 12 }, (_, seed) => seed);
    const values = await Promise.all(
      seeds.map(async (initialSeed) => {
        const { pec, inputs } = aPec({ numEstimates: 20_000, initialSeed });
        return (await pec.logLikelihood(theta, { inputs })).value;
      }),
    );
    const mean = values.reduce((sum, each) => sum + each, 0) / seeds.length;
    const sd = Math.sqrt(values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (seeds.length - 1));
    expect(sd).toBeGreaterThan(0);
    expect(Math.abs(mean - value)).toBeLessThan(0.05 + (4 * sd) / Math.sqrt(seeds.length));
  });

  it('says so where every candidate is impossible, and what to do', async () => {
    const lines = heard();
    const { decision, options, inputs } = aPec({
      likelihood: 'exact',
      optimizationFunction: aSearch({ polish: true }),
    });
    const late = { low: 0.31, high: 0.6 };
    const parameters = [[decision.parameters.nonDecisionTime, late]] as const;
    const pec = new ParameterEstimationComposition({ ...options, parameters });
    expect(await pec.run({ inputs })).toMatchObject({ optimalValue: -Infinity, polished: false });
    expect(lines.join('')).toMatch(/^warning: pec: every candidate has log-likelihood -Infinity: .* give .* a floor/);
  });

  it('ends with what the search found where its polish is interrupted', async () => {
    const lines = heard();
    const golden = fitCases('roitman')[0]!;
    const { pec, inputs } = await roitman(golden, { maxIterations: 100_000, polish: true, timeoutSeconds: 0.03 });
    const fit = await pec.run({ inputs });
    expect(fit).toMatchObject({ polished: false, standardErrors: null });
    expect(lines.join('')).toMatch(/warning: roitman_monkey1_no_lapse: the polish was interrupted/);
  });
});

describe('polish', () => {
  it.each<[string, LikelihoodOption | undefined, RegExp]>([
    ['a simulated likelihood', undefined, /^polish must be false with a simulated likelihood \(.*\), got true$/],
    ['a walk', EXACT, /^polish must be false with discretization 'euler' \(.*\), got true$/],
  ])('is refused with %s, and why', async (_, likelihood, message) => {
    const { pec, inputs } = aPec({ likelihood, optimizationFunction: aSearch({ polish: true }) });
    await expect(pec.run({ inputs })).rejects.toThrow(message);
  });
});
