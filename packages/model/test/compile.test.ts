import { describe, expect, it } from '@jest/globals';
import { compileRecipe, compileSimulation } from '../src/compile.js';
import { Composition } from '../src/composition.js';
import { DDM } from '../src/ddm.js';
import { decodeRecipe } from '../src/decode.js';
import { DriftDiffusionIntegrator } from '../src/drift-diffusion-integrator.js';
import { encodeRecipe } from '../src/encode.js';
import { LAPSE_PROBABILITY } from '../src/likelihood-parameter.js';
import { linspace } from '../src/linspace.js';
import { aStudy, compile, refusalOf, someData, TRIALS } from './builders.js';

describe('compileRecipe', () => {
  it('compiles a study to plain data', () => {
    const recipe = compileRecipe(aStudy().spec);
    expect(recipe).toEqual({
      version: 3,
      program: {
        version: 1,
        precision: 'float',
        constants: Float64Array.of(1, 0),
        inputWidth: 1,
        slots: [
          { name: 'DDM.rate', value: 1 },
          { name: 'DDM.threshold', value: 0.6 },
          { name: 'DDM.nonDecisionTime', value: 0 },
        ],
        registers: 7,
        fold: { code: [], carried: [] },
        hoist: { code: [{ op: 'multiply', dst: 6, args: [3, 2] }], carried: [] },
        last: {
          kind: 'ddm',
          stream: 0,
          name: 'DDM',
          timeStepSize: 0.001,
          drift: 6,
          threshold: 4,
          noise: 0,
          startingValue: 1,
          offset: 1,
          leak: 1,
          nonDecisionTime: 5,
          outcomes: ['decision', 'response-time'],
        },
        split: 'trials',
      },
      trials: 5,
      inputs: Float64Array.of(5, -5, 5, -5, -5),
      parameters: [
        {
          name: 'DDM.rate',
          limits: {},
          range: { kind: 'grid', values: Float64Array.from(linspace(-0.5, 0.5, 11)) },
        },
        {
          name: 'DDM.threshold',
          limits: { above: 0 },
          range: { kind: 'grid', values: Float64Array.from(linspace(0.5, 1, 6)) },
        },
        {
          name: 'DDM.nonDecisionTime',
          limits: { least: 0 },
          range: { kind: 'interval', low: 0, high: 1, step: null, log: false },
        },
      ],
      slots: [
        { limits: {}, from: { kind: 'parameter', parameter: 0 } },
        { limits: { above: 0 }, from: { kind: 'parameter', parameter: 1 } },
        { limits: { least: 0 }, from: { kind: 'parameter', parameter: 2 } },
      ],
      observed: {
        outcomes: [
          { kind: 'categorical', name: 'DDM.DECISION_OUTCOME', values: [0, 1], codes: Uint8Array.of(1, 0, 1, 1, 0) },
          { kind: 'continuous', name: 'DDM.RESPONSE_TIME', values: Float64Array.of(0.5, 0.61, 0.47, 0.93, 0.7) },
        ],
        include: Uint8Array.of(1, 1, 1, 1, 1),
      },
      likelihood: {
        kind: 'simulated',
        density: { estimator: 'local-likelihood' },
        conditions: 'per-trial',
        minimumSamples: 10,
        floor: 1e-10,
        maxSeconds: 10,
        rtRange: null,
        censorAfter: null,
        lapse: null,
        standardError: false,
      },
      numEstimates: 100,
      initialSeed: 42,
      commonRandomNumbers: true,
    });
  });

  it('counts undefined as absent and fills in the defaults', () => {
    const absent = { numEstimates: undefined, initialSeed: undefined, commonRandomNumbers: undefined };
    expect(compile(() => absent)).toMatchObject({ numEstimates: 1, initialSeed: 0, commonRandomNumbers: false });
  });

  it('matches outcomes with columns by order, not by name', () => {
    const swapped = compile(({ decision }) => ({
      outcomeVariables: [decision.outputPorts.RESPONSE_TIME, decision.outputPorts.DECISION_OUTCOME],
      data: someData().select(['rt', 'choice']),
    }));
    const { outcomes, include } = compileRecipe(aStudy().spec).observed;
    expect(swapped.observed).toEqual({ outcomes: outcomes.toReversed(), include });
    expect(swapped.program.last).toMatchObject({ kind: 'ddm', outcomes: ['response-time', 'decision'] });
  });

  it('takes choices alone and times alone', () => {
    const choices = compile(({ decision }) => ({
      outcomeVariables: [decision.outputPorts.DECISION_OUTCOME],
      data: someData().select(['choice']),
    }));
    const [choice, rt] = compileRecipe(aStudy().spec).observed.outcomes;
    expect(choices.observed.outcomes).toEqual([choice]);
    expect(choices.program.last).toMatchObject({ kind: 'ddm', outcomes: ['decision'] });
    const times = compile(({ decision }) => ({
      outcomeVariables: [decision.outputPorts.RESPONSE_TIME],
      data: someData().select(['rt']),
      likelihood: 'exact',
    }));
    expect(times.observed.outcomes).toEqual([rt]);
    expect(times.program.last).toMatchObject({ kind: 'ddm', outcomes: ['response-time'] });
    expect(decodeRecipe(encodeRecipe(times))).toEqual(times);
  });

  it('fits the probability of lapses, whose own value is not needed then', () => {
    const parameters = [[LAPSE_PROBABILITY, { low: 0, high: 0.2 }]];
    const fitted = compile(() => ({ parameters, likelihood: { kind: 'exact', lapse: { range: [0, 2] } } }));
    expect(fitted.parameters.map(({ name, limits }) => [name, limits])).toEqual([
      ['lapse.probability', { least: 0, below: 1 }],
    ]);
    expect([fitted.slots, fitted.program.slots]).toEqual([[], []]);
    expect(fitted.likelihood.lapse).toEqual({ probability: 0, range: [0, 2] });
    expect(decodeRecipe(encodeRecipe(fitted))).toEqual(fitted);
    expect(refusalOf(() => compile(() => ({ parameters })))).toBe(
      'ERR_OPTION likelihood.lapse must have the range of lapses, as lapse.probability is fitted, got none',
    );
    const wide = [[LAPSE_PROBABILITY, { low: 0, high: 1 }]];
    expect(refusalOf(() => compile(() => ({ parameters: wide })))).toBe(
      'ERR_OPTION parameters[0] (lapse.probability) range.high must be a finite number > 0 and < 1, got 1',
    );
  });

  it('refuses a deadline without response times, and one beyond the range', () => {
    const late = compile(() => ({ likelihood: { kind: 'simulated', censorAfter: 0.7, rtRange: [0.4, 5] } }));
    expect(late.likelihood).toMatchObject({ censorAfter: 0.7, rtRange: [0.4, 5] });
    const study = (censorAfter: number) => ({ likelihood: { kind: 'exact', censorAfter, rtRange: [0.4, 0.95] } });
    expect(refusalOf(() => compile(() => study(1)))).toBe(
      'ERR_OPTION likelihood.censorAfter must be below the end of rtRange, 0.95, got 1',
    );
    const choices = refusalOf(() =>
      compile(({ decision }) => ({
        outcomeVariables: [decision.outputPorts.DECISION_OUTCOME],
        data: someData().select(['choice']),
        likelihood: { kind: 'simulated', censorAfter: 1 },
      })),
    );
    expect(choices).toBe('ERR_OPTION likelihood.censorAfter must be absent without response times, got 1');
  });

  it('takes inputs as a Map or as pairs, for the composition or for its DDM', () => {
    const rows = [[5], [-5], [5], [-5], [-5]];
    const ways = [
      compile(({ composition }) => ({ inputs: new Map([[composition, rows]]) })),
      compile(({ decision }) => ({ inputs: new Map([[decision, rows]]) })),
      compile(({ decision }) => ({ inputs: [[decision, rows]] })),
    ];
    for (const { inputs } of ways) expect(inputs).toEqual(Float64Array.of(5, -5, 5, -5, -5));
  });

  it('fits the starting value, which PsyNeuLink cannot', () => {
    const { parameters } = compile(({ decision }) => ({
      parameters: [[decision.parameters.startingValue, linspace(-0.2, 0.2, 5)]],
    }));
    expect(parameters.map(({ name }) => name)).toEqual(['DDM.startingValue']);
  });

  it('masks what the mask says', () => {
    const { observed } = compile(() => ({ likelihoodIncludeMask: [true, false, true, true, false] }));
    expect(observed.include).toEqual(Uint8Array.of(1, 0, 1, 1, 0));
  });

  it('accepts response times outside of the range of lapses', () => {
    const lapse = { probability: 0.05, range: [0, 0.6] };
    expect(compile(() => ({ likelihood: { kind: 'simulated', lapse } })).likelihood.lapse).toEqual(lapse);
  });

  it('does not look at a starting value that is fitted or whose bounds are', () => {
    const outside = () => {
      const fn = new DriftDiffusionIntegrator({ threshold: 0.6, startingValue: 0.7, timeStepSize: 0.001 });
      const decision = new DDM({ function: fn });
      const { DECISION_OUTCOME, RESPONSE_TIME } = decision.outputPorts;
      const composition = new Composition({ pathways: [decision] });
      const rows = Array.from({ length: TRIALS }, () => [1]);
      return {
        decision,
        composition,
        outcomeVariables: [DECISION_OUTCOME, RESPONSE_TIME],
        inputs: [[composition, rows]],
      };
    };
    const fit = (name: 'threshold' | 'rate') => {
      const { decision, ...rest } = outside();
      return compile(() => ({ ...rest, parameters: [[decision.parameters[name], { low: 1, high: 2 }]] }));
    };
    expect(fit('threshold').parameters).toHaveLength(1);
    expect(refusalOf(() => fit('rate'))).toBe(
      'ERR_OPTION DDM.startingValue must lie between the bounds at -0.6 and 0.6, got 0.7',
    );
  });
});

describe('compileSimulation', () => {
  it('takes any number of rows', () => {
    const { composition, decision } = aStudy();
    const { program, trials, inputs, ports } = compileSimulation(composition, [[decision, [[1], [2]]]]);
    expect([program.last.kind, trials, inputs]).toEqual(['ddm', 2, Float64Array.of(1, 2)]);
    expect(ports).toEqual([decision.outputPorts.DECISION_OUTCOME, decision.outputPorts.RESPONSE_TIME]);
  });

  it('needs at least one row', () => {
    const { composition } = aStudy();
    expect(refusalOf(() => compileSimulation(composition, [[composition, []]]))).toBe(
      'ERR_DATA inputs must have from 1 to 1000000 rows, got 0',
    );
  });
});
