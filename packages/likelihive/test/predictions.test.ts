/** What a model predicts: samples, tables of them beside the data, and the reference that judges simulations. */
import { describe, expect, it } from '@jest/globals';
import { DataTable } from '@likelihive/model';
import { ParameterEstimationComposition } from '../src/pec/parameter-estimation-composition.js';
import { aModel, aPec } from './support/ddm.js';

const TRIALS = 40;

/** A PEC of easy and hard trials, whose data are only there to have a shape. */
function aStudy(numEstimates = 500) {
  const { composition, decision } = aModel();
  const level = Array.from({ length: TRIALS }, (_, trial) => (trial % 4 === 0 ? 'hard' : 'easy'));
  const data = new DataTable(
    { level, choice: level.map((_, trial) => trial % 2), rt: level.map((_, trial) => 0.3 + trial / 100) },
    { categorical: ['level', 'choice'] },
  );
  const pec = new ParameterEstimationComposition({
    model: composition,
    parameters: [
      [decision.parameters.rate, { low: 0.1, high: 2 }],
      [decision.parameters.threshold, { low: 0.1, high: 2 }],
    ],
    outcomeVariables: Object.values(decision.outputPorts),
    data,
    dependsOn: [[decision.parameters.threshold, 'level']],
    numEstimates,
    threads: 2,
  });
  return { pec, decision, data, inputs: [[composition, level.map(() => [2])]] as const };
}

describe('pec.simulate', () => {
  it('has the shape trials x estimates x outcomes, whichever way it is read', async () => {
    const { pec, decision, inputs } = aStudy();
    const simulated = await pec.simulate([1, 0.4, 0.8], { inputs, numEstimates: 20 });
    expect(simulated.shape).toEqual([TRIALS, 20, 2]);
    expect(simulated.outcomes).toEqual(['DDM.DECISION_OUTCOME', 'DDM.RESPONSE_TIME']);
    expect(simulated.values).toHaveLength(TRIALS * 20 * 2);
    for (const [trial, estimate] of [
      [0, 0],
      [3, 7],
      [TRIALS - 1, 19],
    ] as const) {
      const rt = simulated.at(trial, estimate, decision.outputPorts.RESPONSE_TIME);
      expect(rt).toBeGreaterThan(0.15);
      expect(simulated.values[(trial * 20 + estimate) * 2 + 1]).toBe(rt);
      expect(simulated.trial(trial, 1)[estimate]).toBe(rt);
    }
    expect(() => simulated.at(TRIALS, 0, 0)).toThrow(/^at must be asked for one of 40 x 20 x 2 values, got \[40, 0\]$/);
    expect(() => simulated.of(2)).toThrow(/^outcome must be one of DDM\.DECISION_OUTCOME, DDM\.RESPONSE_TIME, got 2$/);
  });

  it('depends on its seed alone, not on threads or on the estimates beside it', async () => {
    const { pec, inputs } = aStudy();
    const at = (options: object) => pec.simulate([1, 0.4, 0.8], { inputs, ...options });
    const few = await at({ numEstimates: 5, seed: 7 });
    const many = await at({ numEstimates: 30, seed: 7 });
    const other = await at({ numEstimates: 5, seed: 8 });
    for (let trial = 0; trial < TRIALS; trial += 1)
      expect(few.trial(trial, 1)).toEqual(many.trial(trial, 1).slice(0, 5));
    expect(few.of(1)).not.toEqual(other.of(1));
  });

  it('needs finite parameters and known options', async () => {
    const { pec, inputs } = aStudy();
    await expect(pec.simulate([1], { inputs })).rejects.toThrow(/^parameters must be 3 finite numbers/);
    await expect(pec.simulate([1, 1, 1], { inputs, estimates: 3 } as never)).rejects.toThrow(
      /^simulate must have no options but inputs, numEstimates, seed, got "estimates"$/,
    );
    await expect(pec.simulate([1, 1, 1], { inputs, numEstimates: 1e7 })).rejects.toThrow(
      /^numEstimates must be at most \d+ where all that is simulated is kept at once, got 10000000$/,
    );
  });
});

describe('pec.posteriorPredictive', () => {
  it('has a row for each condition and category, shares and quantiles of data and model', async () => {
    const { pec, data, inputs } = aStudy(2000);
    const { rows, quantiles } = await pec.posteriorPredictive([1, 0.4, 0.8], { inputs });
    expect(quantiles).toEqual([0.1, 0.3, 0.5, 0.7, 0.9]);
    expect(rows.map(({ condition, category }) => `${condition} ${category}`)).toEqual([
      'hard 0',
      'hard 1',
      'easy 0',
      'easy 1',
    ]);
    const easy = data.filter(({ level, choice }) => level === 'easy' && choice === 1).column('rt') as number[];
    const row = rows.find(({ condition, category }) => condition === 'easy' && category[0] === 1)!;
    expect(row.observed).toMatchObject({ count: easy.length, share: easy.length / 30 });
    const sorted = easy.sort((a, b) => a - b);
    expect(sorted).toHaveLength(20);
    expect(row.observed!.quantiles![2]).toBeCloseTo((sorted[9]! + sorted[10]!) / 2, 12);
    // The share of the upper bound, 1 / (1 + exp(-2 a v)), of a walk whose steps overshoot a little.
    const upper = (a: number) => 1 / (1 + Math.exp(-2 * a * 2));
    expect(Math.abs(row.simulated.share - upper(0.8))).toBeLessThan(0.02);
    const hard = rows.find(({ condition, category }) => condition === 'hard' && category[0] === 1)!;
    expect(Math.abs(hard.simulated.share - upper(0.4))).toBeLessThan(0.03);
  });

  it('reads as a table, and takes other conditions', async () => {
    const { pec, inputs } = aStudy(50);
    const by = Array.from({ length: TRIALS }, (_, trial) => (trial < 20 ? 'first' : 'second'));
    const table = await pec.posteriorPredictive([1, 0.4, 0.8], { inputs, by, quantiles: [0.5] });
    const [head, ...lines] = String(table).trimEnd().split('\n');
    expect(head).toMatch(/^condition +category +of +n +share +q0\.5$/);
    expect(lines).toHaveLength(8);
    expect(lines[0]).toMatch(/^first +0 +data +10 +0\.500 +0\.\d{3}$/);
    await expect(pec.posteriorPredictive([1, 1, 1], { inputs, by: ['x'] })).rejects.toThrow(
      /^by must have one label for each of 40 trials, got an array of 1$/,
    );
    await expect(pec.posteriorPredictive([1, 1, 1], { inputs, quantiles: [0] })).rejects.toThrow(
      /^quantiles must be an array of numbers in \(0, 1\)/,
    );
  });
});

describe("composition.run({ engine: 'reference' })", () => {
  it('gives the choices and times of the native engine, within what chance allows', async () => {
    const { composition, decision } = aModel();
    const inputs = [[composition, Array.from({ length: 4000 }, () => [3])]] as const;
    const of = async (engine: 'native' | 'reference') => {
      const result = await composition.run({ inputs, seed: 3, engine });
      const choice = result.of(decision.outputPorts.DECISION_OUTCOME);
      const rt = result.of(decision.outputPorts.RESPONSE_TIME);
      const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
      const sd = Math.sqrt(mean(rt.map((value) => (value - mean(rt)) ** 2)));
      return { upper: mean(choice), rt: mean(rt), sd };
    };
    const [native, reference] = [await of('native'), await of('reference')];
    expect(Math.abs(native.upper - reference.upper)).toBeLessThan(4 * Math.sqrt(0.5 / 4000));
    expect(Math.abs(native.rt - reference.rt)).toBeLessThan(4 * Math.sqrt((native.sd ** 2 + reference.sd ** 2) / 4000));
  });

  it('reproduces by its seed, and knows no other engine', async () => {
    const { composition, inputs, decision } = aPec();
    const at = async (seed: number) => {
      const result = await composition.run({ inputs, seed, engine: 'reference' });
      return result.of(decision.outputPorts.RESPONSE_TIME);
    };
    expect(await at(1)).toEqual(await at(1));
    expect(await at(1)).not.toEqual(await at(2));
    await expect(composition.run({ inputs, seed: 1, engine: 'python' as never })).rejects.toThrow(
      /^engine must be 'native' or 'reference', got "python"$/,
    );
  });
});
