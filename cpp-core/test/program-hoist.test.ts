import { describe, expect, it } from '@jest/globals';
import { foldedRegisters, KernelPool } from '../ts/index.js';
import { golden } from './golden.js';
import { lcaStep, program } from './program-builder.js';

interface Lca {
  readonly units: number;
  readonly gain: number;
  readonly external_input: readonly number[] | readonly (readonly number[])[];
  readonly initial_value: readonly number[] | null;
  readonly steps: number;
  readonly settings: Readonly<Record<'leak' | 'competition' | 'self_excitation' | 'time_step_size' | 'noise', number>>;
  readonly x: readonly (readonly number[])[];
  readonly f: readonly (readonly number[])[];
}

describe('the hoist of a program', () => {
  it('walks a two-unit LCA as PsyNeuLink does, step by step, state carried over', async () => {
    const reference = golden<{ lca: Lca[] }>('psyneulink/deterministic.json').lca[0]!;
    const { leak, competition, time_step_size: dt } = reference.settings;
    const lca = program({
      inputs: ['e0', 'e1'],
      slots: ['gain'],
      variables: ['x0', 'x1', 'f0', 'f1'],
      constants: [...new Set([0, 1, leak, competition, dt])],
      carried: { hoist: { x0: 0, x1: 0, f0: 0.5, f1: 0.5 } },
      hoist: (at) => [lcaStep(at, { leak, competition, selfExcitation: 0, dt, gain: 'gain' }, 2)],
    });
    const pool = new KernelPool({ threads: 2 });
    const { values } = await pool.hoistProgram(lca, {
      trials: reference.steps,
      inputs: Float64Array.from(
        { length: 2 * reference.steps },
        (_, i) => (reference.external_input as number[])[i % 2]!,
      ),
      slots: [reference.gain],
      folded: null,
      wanted: ['x0', 'x1', 'f0', 'f1'].map(lca.at),
    });
    pool.close();

    const truth = reference.x.flatMap((x, i) => [...x, ...reference.f[i]!]);
    expect(values.length).toBe(truth.length);
    for (const [i, value] of values.entries()) expect(Math.abs(value - truth[i]!)).toBeLessThan(1e-12);
  });

  it('reads what the fold gave, slots of one value and slots of a value a trial', async () => {
    const sums = program({
      inputs: ['a'],
      slots: ['all', 'each'],
      variables: ['double', 'sum', 'result'],
      constants: [2],
      fold: (at) => [{ op: 'multiply', dst: at('double'), args: [at('a'), at(2)] }],
      hoist: (at) => [
        { op: 'add', dst: at('sum'), args: [at('all'), at('each')] },
        { op: 'add', dst: at('result'), args: [at('sum'), at('double')] },
      ],
    });
    const pool = new KernelPool({ threads: 2 });
    const inputs = Float64Array.of(1, 2, 3);
    const folded = await pool.foldProgram(sums, { trials: 3, inputs });
    expect(foldedRegisters(sums)).toEqual([sums.at('double')]);
    expect(folded.values).toEqual(Float64Array.of(2, 4, 6));

    const task = { trials: 3, inputs, slots: [10, Float64Array.of(100, 200, 300)], folded: folded.values };
    const { values } = await pool.hoistProgram(sums, { ...task, wanted: [sums.at('result'), sums.at('a')] });
    pool.close();
    expect(values).toEqual(Float64Array.of(112, 1, 214, 2, 316, 3));
  });
});
