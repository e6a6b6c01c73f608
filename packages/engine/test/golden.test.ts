/**
 * The DDM study's log-likelihoods beside the exact ones of the simulated process, by quadrature
 * (`golden/psyneulink/ddm-loglik.json`, `exact_euler`, floored): the yardstick of any estimator's bias.
 */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Composition, DataTable } from '@likelihive/model';
import { createEngine } from '../src/engine.js';
import { sumLogLik } from '../src/sum-log-lik.js';
import { aDdm, aRecipe } from './builders.js';

interface Golden {
  readonly studies: readonly {
    readonly inputs: readonly number[];
    readonly data: readonly (readonly [choice: number, rt: number])[];
    readonly candidates: readonly {
      readonly parameters: readonly number[];
      readonly exact_euler: { readonly ll_floored: number; readonly per_trial: readonly (number | '-Infinity')[] };
    }[];
  }[];
}

const REPEATS = 6;

/** Whether simulation can see a trial's density: 4000 paths, one within 100 ms of it; or none possible, at the floor. */
function isResolved(exact: number | '-Infinity'): boolean {
  return exact === '-Infinity' || exact > Math.log(1 / (4000 * 0.1));
}

describe('the DDM study of PsyNeuLink', () => {
  const engine = createEngine({ threads: 2 });
  afterAll(() => engine.close());

  const path = new URL('../../../../shared/golden/psyneulink/ddm-loglik.json', import.meta.url);
  const { studies } = JSON.parse(readFileSync(path, 'utf8')) as Golden;
  const { inputs, data, candidates } = studies[0]!;

  function theStudy(conditions: 'per-trial' | 'shared') {
    const decision = aDdm({ timeStepSize: 0.001 });
    const composition = new Composition({ pathways: [decision] });
    const { rate, threshold, nonDecisionTime } = decision.parameters;
    const range = { low: 0.001, high: 1 };
    const columns = { choice: data.map(([choice]) => choice), rt: data.map(([, rt]) => rt) };
    return aRecipe({
      composition,
      parameters: [
        [rate, range],
        [threshold, range],
        [nonDecisionTime, range],
      ],
      outcomeVariables: [decision.outputPorts.DECISION_OUTCOME, decision.outputPorts.RESPONSE_TIME],
      data: new DataTable(columns, { categorical: ['choice'] }),
      likelihood: { kind: 'simulated', conditions },
      numEstimates: 4000,
      inputs: [[composition, inputs.map((input) => [input])]],
    });
  }

  /** Mean and standard deviation over seeds, beside the exact value, for each candidate. */
  async function scores(conditions: 'per-trial' | 'shared') {
    const recipe = theStudy(conditions);
    const prepared = engine.prepare(recipe);
    return Promise.all(
      candidates.map(async ({ parameters, exact_euler }) => {
        const theta = Float64Array.from(parameters);
        const seeds = Array.from({ length: REPEATS }, (_, seed) => seed);
        const results = await Promise.all(
          seeds.map((seed) => engine.logLikelihood(prepared, { theta, seed, firstTrial: 0, trialCount: data.length })),
        );
        const values = results.map(({ logLik }) => sumLogLik(logLik, recipe.observed.include));
        const mean = values.reduce((sum, value) => sum + value, 0) / REPEATS;
        const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (REPEATS - 1));
        return { mean, sd, exact: exact_euler.ll_floored, isResolved: exact_euler.per_trial.every(isResolved) };
      }),
    );
  }

  it.each([
    ['per-trial', 0.8],
    ['shared', 0.4],
  ] as const)(
    'scores %s candidates within %p nats of the exact value, beside the sampling error',
    async (kind, bias) => {
      const resolved = (await scores(kind)).filter((candidate) => candidate.isResolved);
      expect(resolved.length).toBe(7);
      for (const { mean, sd, exact } of resolved) {
        expect(Math.abs(mean - exact)).toBeLessThan((4 * sd) / Math.sqrt(REPEATS) + bias);
      }
    },
  );

  it('orders candidates as the exact values do wherever those are 2 nats apart', async () => {
    const all = await scores('per-trial');
    for (const a of all) {
      for (const b of all) {
        if (a.exact - b.exact > 2) expect(a.mean).toBeGreaterThan(b.mean);
      }
    }
  });
});
