/** Parameters that depend on a column, and parameters that are tied, fixed, computed, whole numbers or choices. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import {
  DataTable,
  DDM,
  DECISION_OUTCOME,
  DriftDiffusionIntegrator,
  type LikelihoodOption,
  plus,
  RESPONSE_TIME,
  times,
} from '@likelihive/model';
import { GridSampler } from '@likelihive/optimize';
import { Composition } from '../src/composition.js';
import { ParameterEstimationComposition } from '../src/pec/parameter-estimation-composition.js';
import type { ParameterEstimationCompositionOptions } from '../src/pec/pec-options.js';
import { aPec, aSearch } from './support/ddm.js';

interface Golden {
  readonly study: {
    readonly inputs: readonly number[];
    readonly cond: readonly string[];
    readonly data: readonly (readonly [choice: number, rt: number])[];
    readonly num_estimates: number;
    readonly repeats: number;
    readonly candidates: readonly {
      readonly parameters: readonly number[];
      readonly ll_all_mean: number;
      readonly ll_all_sd: number;
      readonly exact_euler: { readonly ll: number | '-Infinity'; readonly ll_floored: number };
    }[];
  };
}

const path = new URL('../../../../shared/golden/psyneulink/ddm-depends-on.json', import.meta.url);
const { study } = JSON.parse(readFileSync(path, 'utf8')) as Golden;

/** The study of the golden file; `likelihood` decides how it is scored. */
function theStudy(likelihood: LikelihoodOption, overrides: Partial<ParameterEstimationCompositionOptions> = {}) {
  const decision = new DDM({
    name: 'DDM',
    function: new DriftDiffusionIntegrator({ noise: 1, nonDecisionTime: 0.2, timeStepSize: 0.01 }),
  });
  const composition = new Composition({ pathways: [decision] });
  const range = { low: 0.01, high: 3 };
  const columns = { cond: study.cond, choice: study.data.map(([c]) => c), rt: study.data.map(([, rt]) => rt) };
  const pec = new ParameterEstimationComposition({
    model: composition,
    parameters: [
      [decision.parameters.rate, range],
      [decision.parameters.threshold, range],
    ],
    outcomeVariables: [decision.outputPorts[DECISION_OUTCOME], decision.outputPorts[RESPONSE_TIME]],
    data: new DataTable(columns, { categorical: ['cond', 'choice'] }),
    dependsOn: [[decision.parameters.threshold, 'cond']],
    likelihood,
    numEstimates: study.num_estimates,
    threads: 2,
    ...overrides,
  });
  return { pec, decision, inputs: [[composition, study.inputs.map((input) => [input])]] as const };
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('a threshold for each level of a column', () => {
  it('is named after its level, in order of first appearance', () => {
    const { pec, inputs } = theStudy('exact');
    expect(pec.recipe(inputs).parameters.map(({ name }) => name)).toEqual([
      'DDM.rate',
      'DDM.threshold[hard]',
      'DDM.threshold[easy]',
    ]);
  });

  it.each(study.candidates)('has the exact log-likelihood of the simulated walk at $parameters', async (candidate) => {
    const { pec, inputs } = theStudy({ kind: 'exact', discretization: 'euler', floor: 1e-10 });
    const { value } = await pec.logLikelihood(candidate.parameters, { inputs });
    expect(Math.abs(value - candidate.exact_euler.ll_floored)).toBeLessThan(1e-6);
  });

  it.each(study.candidates.filter(({ ll_all_sd }) => ll_all_sd < 1.5))(
    "has PsyNeuLink's log-likelihood within four standard errors at $parameters",
    async ({ parameters, ll_all_mean, ll_all_sd }) => {
      const values: number[] = [];
      for (let initialSeed = 0; initialSeed < study.repeats; initialSeed += 1) {
        const { pec, inputs } = theStudy({ kind: 'simulated', density: 'fast-kde' }, { initialSeed });
        values.push((await pec.logLikelihood(parameters, { inputs })).value);
      }
      const ours = mean(values.map((value) => (value - mean(values)) ** 2)) * (study.repeats / (study.repeats - 1));
      const standardError = Math.sqrt((ours + ll_all_sd ** 2) / study.repeats);
      expect(Math.abs(mean(values) - ll_all_mean)).toBeLessThan(4 * standardError);
    },
  );

  it('is not taken from a column that the data lack, or of numbers', () => {
    const { decision } = theStudy('exact');
    const make = (column: string) => {
      const made = theStudy('exact');
      const dependsOn = [[made.decision.parameters.threshold, column]] as const;
      return () => theStudyOf(made, dependsOn);
    };
    expect(decision.name).toBe('DDM');
    expect(make('side')).toThrow(/^dependsOn\[0\] column must be "cond" or "choice" or "rt", got "side"$/);
    expect(make('rt')).toThrow(/^dependsOn\[0\] column "rt" must be categorical .* got a continuous column$/);
  });

  it('may be shared between parameters, which then have one value a level', async () => {
    const { pec, decision, inputs } = theStudy('exact');
    const { data } = pec.options;
    const { rate, threshold } = decision.parameters;
    const tied = new ParameterEstimationComposition({
      model: pec.options.composition,
      parameters: [[[rate, threshold], { low: 0.1, high: 2 }]],
      outcomeVariables: pec.options.outcomeVariables,
      data,
      dependsOn: [[rate, 'cond']],
      likelihood: 'exact',
    });
    expect(tied.recipe(inputs).parameters.map(({ name }) => name)).toEqual(['DDM.rate[hard]', 'DDM.rate[easy]']);
    const both = await tied.logLikelihood([0.6, 0.6], { inputs });
    const apart = await pec.logLikelihood([0.6, 0.6, 0.6], { inputs });
    expect([...both.perTrial]).toEqual([...apart.perTrial]);
  });

  it('has a note where there are more than five of them, once a process', () => {
    const written: string[] = [];
    const spy = jest.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    const { pec, decision, inputs } = theStudy('exact');
    const { data, composition, outcomeVariables } = pec.options;
    const six = new DataTable(
      { block: study.cond.map((_, row) => row % 6), choice: data!.column('choice'), rt: data!.column('rt') },
      { categorical: ['block', 'choice'] },
    );
    const many = new ParameterEstimationComposition({
      model: composition,
      parameters: [[decision.parameters.threshold, { low: 0.1, high: 2 }]],
      outcomeVariables,
      data: six,
      dependsOn: [[decision.parameters.threshold, 'block']],
      likelihood: 'exact',
    });
    try {
      expect(many.recipe(inputs).parameters).toHaveLength(6);
      many.recipe(inputs);
    } finally {
      spy.mockRestore();
    }
    expect(written).toEqual(['note: DDM.threshold depends on column "block" with 6 levels: as many free parameters\n']);
  });
});

/** Compiles a study with other conditions. */
function theStudyOf(
  { pec, inputs }: ReturnType<typeof theStudy>,
  dependsOn: ParameterEstimationCompositionOptions['dependsOn'],
) {
  const { composition, parameters, outcomeVariables, data } = pec.options;
  const other = { model: composition, parameters, outcomeVariables, data, dependsOn, likelihood: 'exact' as const };
  return new ParameterEstimationComposition(other).recipe(inputs);
}

describe('a parameter that is not searched for', () => {
  it('has the value of its expression, whose operands come before it', async () => {
    const { decision, composition, options, inputs } = aPec({ likelihood: 'exact' });
    const { rate, threshold, nonDecisionTime } = decision.parameters;
    const computed = new ParameterEstimationComposition({
      ...options,
      nodes: undefined,
      model: composition,
      parameters: [
        [rate, { low: 0.01, high: 1 }],
        [threshold, plus(times(rate, 0.5), 0.5)],
        [nonDecisionTime, 0.1],
      ],
    });
    const plain = new ParameterEstimationComposition({
      ...options,
      parameters: [
        [rate, { low: 0.01, high: 1 }],
        [threshold, { low: 0.1, high: 2 }],
        [nonDecisionTime, { low: 0.01, high: 1 }],
      ],
    });
    expect(computed.recipe(inputs).parameters.map(({ name }) => name)).toEqual(['DDM.rate']);
    const [a, b] = await Promise.all([
      computed.logLikelihood([0.4], { inputs }),
      plain.logLikelihood([0.4, 0.5 * 0.4 + 0.5, 0.1], { inputs }),
    ]);
    expect([...a.perTrial]).toEqual([...b.perTrial]);
  });
});

describe('choices and whole numbers', () => {
  const ranged = () => {
    const made = aPec({ likelihood: 'exact' });
    const seen: number[][] = [];
    const pec = new ParameterEstimationComposition({
      ...made.options,
      parameters: [
        [made.decision.parameters.rate, { low: -1, high: 1, integer: true }],
        [made.decision.parameters.threshold, { choices: [0.9, 0.5, 0.7] }],
      ],
      optimizationFunction: aSearch({
        method: new GridSampler(),
        maxIterations: 9,
        callbacks: [({ parameters }) => void seen.push([...parameters])],
      }),
    });
    return { ...made, pec, seen };
  };

  it('are searched as such, and results show what was chosen', async () => {
    const { pec, inputs, seen } = ranged();
    const result = await pec.run({ inputs });
    const tried = result.evaluations.map(({ parameters }) => parameters.join(' ')).sort();
    const all = [-1, 0, 1].flatMap((rate) => [0.5, 0.7, 0.9].map((threshold) => `${rate} ${threshold}`));
    expect(tried).toEqual(all.sort());
    expect(seen).toEqual(result.evaluations.map(({ parameters }) => [...parameters]));
    const best = result.evaluations.reduce((a, b) => (b.value > a.value ? b : a));
    expect(Object.values(result.optimizedParameterValues)).toEqual([...best.parameters]);
    const { value } = await pec.logLikelihood([...best.parameters], { inputs });
    expect(value).toBe(best.value);
  });

  it('are refused by name where a number is no choice, or a range has no whole ends', async () => {
    const { pec, inputs, options, decision } = ranged();
    await expect(pec.logLikelihood([0, 0.6], { inputs })).rejects.toThrow(
      /^parameters\[1\] \(DDM\.threshold\) must be one of 0\.9, 0\.5, 0\.7, got 0\.6$/,
    );
    const of = (range: object) => () =>
      new ParameterEstimationComposition({
        ...options,
        parameters: [[decision.parameters.rate, range as never]],
      }).recipe(inputs);
    expect(of({ low: 0.5, high: 2, integer: true })).toThrow(/range\.low must be an integer, got 0\.5$/);
    expect(of({ choices: [1] })).toThrow(/range\.choices must be an array of 2 to 1000 numbers, got an array of 1$/);
    expect(of({ choices: [1, 2, 1] })).toThrow(/range\.choices must be different numbers, got 1 twice$/);
    expect(of({ choices: [1, 2], low: 0 })).toThrow(/range must have no keys but choices, got "low"$/);
  });

  it('are not polished', async () => {
    const { options, decision, inputs } = ranged();
    const pec = new ParameterEstimationComposition({
      ...options,
      parameters: [[decision.parameters.threshold, { choices: [0.5, 0.7] }]],
      optimizationFunction: aSearch({ polish: true }),
    });
    await expect(pec.run({ inputs })).rejects.toThrow(
      /^polish must be false where DDM\.threshold is one of some choices, got true$/,
    );
  });
});
