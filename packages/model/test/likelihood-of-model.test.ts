/** Which models have an exact likelihood, and which may pool their trials. */
import { describe, expect, it } from '@jest/globals';
import {
  AtTrialStart,
  Composition,
  DataTable,
  DECISION_INDEX,
  DECISION_TIME,
  LCAMechanism,
  NormalDist,
  ProcessingMechanism,
} from '../src/index.js';
import { refusalOf } from './builders.js';
import { compile, type Model } from './weighing.js';

describe('an exact likelihood', () => {
  const EXACT =
    'ERR_OPTION likelihood must be "simulated": exact is that of one DDM that starts afresh at each trial, or of one race, whose choice and time are the outcomes as they are and on whose inputs there is no noise; here';

  it('is that of a decision whose inputs have no noise', () => {
    expect(compile(() => ({ likelihood: 'exact' })).recipe.program.last.kind).toBe('ddm');
  });

  it('is refused where noise comes before the decision, by the names of those that draw it', () => {
    expect(refusalOf(() => compile(() => ({ likelihood: 'exact' }), { noise: 0.1 }))).toBe(
      `${EXACT} noise is drawn step by step in decision, right and the outcomes are decision.DECISION_OUTCOME, decision.RESPONSE_TIME, got "exact"`,
    );
  });

  it('is refused for what is no decision', () => {
    const study = ({ decision: { outputPorts } }: Model) => ({
      likelihood: 'exact',
      outcomeVariables: [outputPorts.DECISION_VARIABLE],
      data: new DataTable({ at: [0.7, -0.7, 0.7, 0.7] }),
    });
    expect(refusalOf(() => compile(study))).toBe(
      `${EXACT} noise is drawn step by step in decision and the outcomes are decision.DECISION_VARIABLE, got "exact"`,
    );
  });
});

describe('shared conditions', () => {
  function accumulators(resets: boolean) {
    const stimulus = new ProcessingMechanism({ name: 'stimulus', inputShapes: 2 });
    const choice = new LCAMechanism({
      name: 'choice',
      inputShapes: 2,
      noise: new NormalDist({ standardDeviation: 0.3 }),
      terminationThreshold: 0.6,
      outputPorts: [DECISION_INDEX, DECISION_TIME],
      ...(resets && { resetStatefulFunctionWhen: new AtTrialStart() }),
    });
    const { DECISION_INDEX: index, DECISION_TIME: time } = choice.outputPorts;
    const composition = new Composition({ pathways: [[stimulus, choice]] });
    return compile(() => ({
      composition,
      parameters: [[choice.parameters.leak, { low: 0.1, high: 2 }]],
      outcomeVariables: [index, time],
      inputs: [
        [
          stimulus,
          [
            [1, 0],
            [1, 0],
            [0, 1],
            [1, 0],
          ],
        ],
      ],
      likelihood: { kind: 'simulated', conditions: 'shared' },
    }));
  }

  it('pool trials that start afresh', () => {
    const { recipe } = accumulators(true);
    expect([recipe.program.split, recipe.likelihood]).toMatchObject(['trials', { conditions: 'shared' }]);
  });

  it('are refused where noisy state carries over from trial to trial', () => {
    expect(refusalOf(() => accumulators(false))).toBe(
      'ERR_OPTION likelihood.conditions must be "per-trial" where noisy state carries over from trial to trial, got "shared"',
    );
  });
});
