/** Fits in this process: results, options, callbacks, time and notes. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { CmaEsSampler } from '@likelihive/optimize';

import { aModel, aPec, aSearch } from './support/ddm.js';

/** What is written to stderr while a test runs. */
function heard(): string[] {
  const lines: string[] = [];
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  return lines;
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('a fit in this process', () => {
  it('gives the best of its evaluations, by name, and keeps it', async () => {
    const { pec, inputs } = aPec();
    const fit = await pec.run({ inputs });
    const values = fit.evaluations.map(({ value }) => value);
    expect(values).toHaveLength(4);
    expect(fit.optimalValue).toBe(Math.max(...values));
    const best = fit.evaluations[values.indexOf(fit.optimalValue)]!;
    expect(fit.optimizedParameterValues).toEqual({
      'DDM.rate': best.parameters[0],
      'DDM.threshold': best.parameters[1],
    });
    expect(fit).toMatchObject({
      name: 'pec',
      stoppedBy: 'max-iterations',
      cluster: null,
      options: {
        numEstimates: 50,
        initialSeed: 0,
        sameSeedForAllParameterCombinations: true,
        sampler: 'RandomSampler',
        maxIterations: 4,
        polish: false,
      },
      polished: false,
      standardErrors: null,
    });
    expect(pec.optimalValue).toBe(fit.optimalValue);
    expect(pec.optimizedParameterValues).toEqual(fit.optimizedParameterValues);
  });

  it('scores a candidate as logLikelihood does, bit by bit, and sums what is included', async () => {
    const { pec, inputs } = aPec({ likelihoodIncludeMask: [true, false, true] });
    const { evaluations } = await pec.run({ inputs });
    const { value, perTrial } = await pec.logLikelihood(evaluations[0]!.parameters, { inputs });
    expect(value).toBe(evaluations[0]!.value);
    expect(perTrial).toHaveLength(3);
    expect(perTrial[1]).toBeNaN();
    expect(value).toBeCloseTo(perTrial[0]! + perTrial[2]!, 12);
  });

  it('takes the composition as model, and inputs as a Map', async () => {
    const { composition, options } = aPec();
    const one = aPec({ ...options, nodes: undefined, model: composition });
    const two = aPec(options);
    const a = await one.pec.run({ inputs: new Map([[composition, [[5], [-5], [-5]]]]) });
    const b = await two.pec.run({ inputs: [[composition, [[5], [-5], [-5]]]] });
    expect(a.evaluations).toEqual(b.evaluations);
  });

  it('shows callbacks each evaluation in order, and ends where one says stop', async () => {
    const seen: number[] = [];
    const optimizationFunction = aSearch({
      maxIterations: 50,
      callbacks: [
        ({ index }) => {
          seen.push(index);
          return index === 2 ? 'stop' : undefined;
        },
      ],
    });
    const { pec, inputs } = aPec({ optimizationFunction });
    const fit = await pec.run({ inputs });
    expect(fit.stoppedBy).toBe('callback');
    expect(seen).toEqual([0, 1, 2]);
    expect(fit.evaluations).toHaveLength(3);
  });

  it('ends with an error that a callback throws', async () => {
    const callback = () => {
      throw new RangeError('enough');
    };
    const { pec, inputs } = aPec({ optimizationFunction: aSearch({ callbacks: [callback] }) });
    await expect(pec.run({ inputs })).rejects.toThrow(new RangeError('enough'));
    expect(pec.optimalValue).toBeUndefined();
  });

  it('ends in time with what was found', async () => {
    const { pec, inputs } = aPec({ optimizationFunction: aSearch({ maxIterations: 10_000_000, timeoutSeconds: 0.5 }) });
    const fit = await pec.run({ inputs });
    expect(fit.stoppedBy).toBe('timeout');
    expect(fit.evaluations.length).toBeGreaterThan(0);
    expect(fit.seconds).toBeLessThan(10);
  });

  it('says how sure each log-likelihood is where it is asked to, and changes none of them', async () => {
    const plain = aPec();
    const asked = aPec({ likelihood: { kind: 'simulated', standardError: true } });
    const without = await plain.pec.run({ inputs: plain.inputs });
    const fit = await asked.pec.run({ inputs: asked.inputs });
    expect(fit.evaluations.map(({ value }) => value)).toEqual(without.evaluations.map(({ value }) => value));
    expect(without.evaluations.every(({ logLikSd }) => logLikSd === null)).toBe(true);
    expect(fit.evaluations.every(({ logLikSd }) => logLikSd !== null && logLikSd >= 0)).toBe(true);
    const [first] = fit.evaluations;
    const scored = await asked.pec.logLikelihood(first!.parameters, { inputs: asked.inputs });
    expect(scored.logLikSd).toBe(first!.logLikSd);
  });

  it('ignores what is for a cluster, a factory too', async () => {
    const pecFactory = () => {
      throw new Error('must not be called');
    };
    const { pec, inputs } = aPec({
      optimizationFunction: aSearch({ distributed: false, distributedOptions: { pecFactory } }),
    });
    await expect(pec.run({ inputs })).resolves.toMatchObject({ cluster: null });
  });

  it('has whole generations of CMA-ES, and records its options', async () => {
    const method = new CmaEsSampler({ seed: 3, popsize: 6 });
    const { pec, inputs } = aPec({ optimizationFunction: aSearch({ method, maxIterations: 15 }) });
    const fit = await pec.run({ inputs });
    expect(fit.evaluations).toHaveLength(15);
    expect(fit.options).toMatchObject({ sampler: 'CmaEsSampler', samplerOptions: { seed: 3, popsize: 6 } });
  });
});

describe('notes', () => {
  it('without common random numbers there is one a process, and the fit reproduces all the same', async () => {
    const lines = heard();
    const histories = [];
    for (let time = 0; time < 2; time += 1) {
      const { pec, inputs } = aPec({ sameSeedForAllParameterCombinations: false });
      histories.push((await pec.run({ inputs })).evaluations);
    }
    expect(histories[0]).toEqual(histories[1]);
    expect(lines.filter((line) => line.startsWith('note: '))).toHaveLength(1);
    expect(lines.join()).toMatch(/without sameSeedForAllParameterCombinations .* reproduces all the same/);
  });

  it('a fit that cuts off paths warns once, with their number and what to do', async () => {
    const lines = heard();
    const { pec, inputs } = aPec({ likelihood: { kind: 'simulated', maxSeconds: 0.1 } });
    const fit = await pec.run({ inputs });
    expect(fit.truncated).toBeGreaterThan(0);
    expect(lines.join('')).toBe(
      `warning: pec: ${fit.truncated} simulated paths (${((100 * fit.truncated) / 600).toPrecision(2)} %) reached maxSeconds, 0.1 s of model time: ` +
        'no response; raise likelihood.maxSeconds, or narrow the ranges that make decisions endless\n',
    );
  });

  it('there are none where there is nothing to say', async () => {
    const lines = heard();
    const { pec, inputs } = aPec();
    await pec.run({ inputs });
    expect(lines).toEqual([]);
  });
});

describe('Composition.run', () => {
  it('simulates once a row, the same for any number of threads', async () => {
    const { composition, decision } = aModel();
    const inputs = [[composition, Array.from({ length: 40 }, (_, trial) => [trial % 2 ? 5 : -5])]] as const;
    const one = await composition.run({ inputs, seed: 7, threads: 1 });
    const three = await composition.run({ inputs, seed: 7, threads: 3 });
    const other = await composition.run({ inputs, seed: 8 });
    const { DECISION_OUTCOME: outcome, RESPONSE_TIME: time } = decision.outputPorts;
    expect(one.of(time)).toEqual(three.of(time));
    expect(one.of(time)).not.toEqual(other.of(time));
    expect(one.of(time)).toHaveLength(40);
    expect(Math.min(...one.of(time))).toBeGreaterThanOrEqual(0.16);
    expect(one.of(outcome).every((choice) => choice === 0 || choice === 1)).toBe(true);
    expect(one.truncated).toBe(0);
  });

  it('refuses what it cannot run, by name', async () => {
    const { composition } = aModel();
    const inputs = [[composition, [[1]]]] as const;
    await expect(composition.run({ inputs } as never)).rejects.toThrow(/^seed must be an integer.* got undefined$/);
    await expect(composition.run({ inputs, seed: 1, sed: 2 } as never)).rejects.toThrow(
      /^Composition\.run must have no options but inputs, seed, threads, engine, got "sed"$/,
    );
    await expect(composition.run({ inputs: [], seed: 1 })).rejects.toThrow(/^inputs must be/);
    const result = await composition.run({ inputs, seed: 1 });
    expect(() => result.of(aModel().decision.outputPorts.RESPONSE_TIME)).toThrow(
      /^of must be asked for an output port that the run shows/,
    );
  });
});
