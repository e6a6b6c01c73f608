/** Exact log-likelihoods through the PEC, against reference values: probes of real data, and the study's own walk. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DataTable, DDM, DriftDiffusionIntegrator, type LikelihoodOption } from '@likelihive/model';

import { Composition } from '../src/composition.js';
import { ParameterEstimationComposition } from '../src/pec/parameter-estimation-composition.js';
import { SHARED } from './support/command.js';
import { type FitCase, fitCases, monkeyTrials } from './support/golden-fits.js';

/** A PEC's log-likelihood at any rate, threshold, non-decision time and start. */
function aScorer(
  columns: DataTable,
  inputs: readonly number[],
  options: { likelihood: LikelihoodOption; dt?: number },
) {
  const integrator = new DriftDiffusionIntegrator({ noise: 1, threshold: 1, timeStepSize: options.dt ?? 0.001 });
  const decision = new DDM({ name: 'DDM', function: integrator });
  const composition = new Composition({ pathways: [decision] });
  const { rate, threshold, nonDecisionTime, startingValue } = decision.parameters;
  const pec = new ParameterEstimationComposition({
    nodes: [composition],
    parameters: [
      [rate, { low: -50, high: 50 }],
      [threshold, { low: 0.01, high: 5 }],
      [nonDecisionTime, { low: 0, high: 1 }],
      [startingValue, { low: -5, high: 5 }],
    ],
    outcomeVariables: [decision.outputPorts.DECISION_OUTCOME, decision.outputPorts.RESPONSE_TIME],
    data: columns,
    likelihood: options.likelihood,
    threads: 2,
  });
  const rows = inputs.map((input) => [input]);
  return (theta: readonly number[]) => pec.logLikelihood(theta, { inputs: [[composition, rows]] });
}

function likelihoodOf({ lapse, lapse_T }: FitCase): LikelihoodOption {
  return lapse === 0 ? 'exact' : { kind: 'exact', lapse: { probability: lapse, range: [0, lapse_T!] } };
}

describe('golden/fits/roitman.json', () => {
  it.each(fitCases('roitman'))('$name: probes within 1e-9', async (golden) => {
    const trials = await monkeyTrials(Number(/monkey(\d)/.exec(golden.name)![1]));
    const score = aScorer(trials.select(['correct', 'rt']), trials.column('coh').map(Number), {
      likelihood: likelihoodOf(golden),
    });
    expect(golden.probes.length).toBeGreaterThan(2);
    for (const { parameters, log_likelihood } of golden.probes) {
      const [rate, threshold, nonDecisionTime, w = 0.5] = parameters;
      const { value } = await score([rate!, threshold!, nonDecisionTime!, (2 * w - 1) * threshold!]);
      expect(Math.abs(value / log_likelihood - 1)).toBeLessThan(1e-9);
    }
  });
});

describe('golden/fits/cavanagh.json', () => {
  it.each(fitCases('cavanagh'))('$name: probes within 1e-9, each level a PEC of its own', async (golden) => {
    const participant = Number(/_p(\d+)/.exec(golden.name)![1]);
    const all = await DataTable.fromCsv(join(SHARED, 'data/cavanagh_theta_nn.csv'), {
      categorical: ['stim', 'response', 'conf'],
    });
    const own = all.filter((row) => row.participant_id === participant);
    const levels = golden.parameter_order.filter((name) => name.startsWith('drift'));
    for (const { parameters, log_likelihood } of golden.probes) {
      const of = (name: string) => parameters[golden.parameter_order.indexOf(name)]!;
      const w = golden.parameter_order.includes('starting_point_w') ? of('starting_point_w') : 0.5;
      let sum = 0;
      for (const level of levels) {
        const rows = own.filter((row) => level === `drift[${row.stim}]`);
        const choice = rows.column('response').map((response) => (Number(response) === 1 ? 1 : 0));
        const columns = new DataTable({ choice, rt: rows.column('rt').map(Number) }, { categorical: ['choice'] });
        const score = aScorer(
          columns,
          choice.map(() => 1),
          { likelihood: likelihoodOf(golden) },
        );
        const threshold = of('threshold');
        sum += (await score([of(level), threshold, of('non_decision_time'), (2 * w - 1) * threshold])).value;
      }
      expect(Math.abs(sum / log_likelihood - 1)).toBeLessThan(1e-9);
    }
  });
});

interface StudyFile {
  readonly studies: readonly {
    readonly names: readonly string[];
    readonly inputs: readonly number[];
    readonly data: readonly (readonly [choice: number, rt: number])[];
    readonly candidates: readonly {
      readonly parameters: readonly number[];
      readonly exact_euler: {
        readonly ll: number | '-Infinity';
        readonly ll_floored: number;
      };
    }[];
  }[];
}

describe('golden/psyneulink/ddm-loglik.json', () => {
  const { studies } = JSON.parse(readFileSync(join(SHARED, 'golden/psyneulink/ddm-loglik.json'), 'utf8')) as StudyFile;

  it.each(studies.map((study, index) => [index, study] as const))(
    'study %d: exact_euler within 1e-6, with and without the floor',
    async (_, { inputs, data, candidates }) => {
      const columns = new DataTable(
        { choice: data.map(([choice]) => choice), rt: data.map(([, rt]) => rt) },
        { categorical: ['choice'] },
      );
      const plain = aScorer(columns, inputs, { likelihood: { kind: 'exact', discretization: 'euler' } });
      const floored = aScorer(columns, inputs, {
        likelihood: { kind: 'exact', discretization: 'euler', floor: 1e-10 },
      });
      for (const { parameters, exact_euler } of candidates) {
        const [rate, threshold, nonDecisionTime] = parameters;
        const theta = [rate!, threshold!, nonDecisionTime!, 0];
        expect(Math.abs((await floored(theta)).value - exact_euler.ll_floored)).toBeLessThan(1e-6);
        const { value } = await plain(theta);
        if (exact_euler.ll === '-Infinity') expect(value).toBe(-Infinity);
        else expect(Math.abs(value - exact_euler.ll)).toBeLessThan(1e-6);
      }
    },
  );
});
