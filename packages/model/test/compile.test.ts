import { describe, expect, it } from '@jest/globals';
import { compileRecipe, compileSimulation } from '../src/compile.js';
import { Composition } from '../src/composition.js';
import { DDM } from '../src/ddm.js';
import { DriftDiffusionIntegrator } from '../src/drift-diffusion-integrator.js';
import { linspace } from '../src/linspace.js';
import { aStudy, compile, refusalOf, someData, TRIALS } from './builders.js';

describe('compileRecipe', () => {
  it('compiles a study to plain data', () => {
    const recipe = compileRecipe(aStudy().spec);
    expect(recipe).toEqual({
      version: 2,
      model: {
        kind: 'ddm',
        name: 'DDM',
        timeStepSize: 0.001,
        parameters: { rate: 1, threshold: 0.6, nonDecisionTime: 0, startingValue: 0, noise: 1, offset: 0 },
      },
      inputs: Float64Array.of(5, -5, 5, -5, -5),
      parameters: [
        {
          name: 'DDM.rate',
          parameter: 'rate',
          range: { kind: 'grid', values: Float64Array.from(linspace(-0.5, 0.5, 11)) },
        },
        {
          name: 'DDM.threshold',
          parameter: 'threshold',
          range: { kind: 'grid', values: Float64Array.from(linspace(0.5, 1, 6)) },
        },
        {
          name: 'DDM.nonDecisionTime',
          parameter: 'nonDecisionTime',
          range: { kind: 'interval', low: 0, high: 1, step: null, log: false },
        },
      ],
      observed: {
        choice: Uint8Array.of(1, 0, 1, 1, 0),
        rt: Float64Array.of(0.5, 0.61, 0.47, 0.93, 0.7),
        include: Uint8Array.of(1, 1, 1, 1, 1),
      },
      likelihood: {
        kind: 'simulated',
        density: 'local-likelihood',
        conditions: 'per-trial',
        minimumSamples: 10,
        floor: 1e-10,
        maxSeconds: 10,
        lapse: null,
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
    expect(swapped.observed).toEqual(compileRecipe(aStudy().spec).observed);
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
    const { model, inputs } = compileSimulation(composition, [[decision, [[1], [2]]]]);
    expect([model.name, inputs]).toEqual(['DDM', Float64Array.of(1, 2)]);
  });

  it('needs at least one row', () => {
    const { composition } = aStudy();
    expect(refusalOf(() => compileSimulation(composition, [[composition, []]]))).toBe(
      'ERR_DATA inputs must have from 1 to 1000000 rows, got 0',
    );
  });
});
