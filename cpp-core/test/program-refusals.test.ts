import { describe, expect, it } from '@jest/globals';
import { type InstructionData, KernelPool, type ProgramData } from '../ts/index.js';
import { ddmDecision, lcaDecision, program } from './program-builder.js';

/** Registers 0 and 1 are constants, 2 is the input, 3 to 5 may be written. */
function aProgram(hoist: readonly unknown[], overrides: Partial<ProgramData> = {}): ProgramData {
  const sums = program({ inputs: ['a'], variables: ['b', 'c', 'd'], constants: [0, 1] });
  return { ...sums, hoist: { code: hoist as readonly InstructionData[], carried: [] }, ...overrides };
}

async function refusalOf(what: ProgramData, wanted: readonly number[] = []): Promise<unknown> {
  const pool = new KernelPool({ threads: 1 });
  try {
    await pool.hoistProgram(what, { trials: 1, inputs: Float64Array.of(1), slots: [], folded: null, wanted });
    return null;
  } catch (error) {
    return (error as { field?: unknown }).field;
  } finally {
    pool.close();
  }
}

const ADD = { op: 'add', dst: 3, args: [0, 1] };

describe('a program that may not run', () => {
  const loop = { op: 'loop', body: [ADD], again: 3, maxIterations: 10 };
  const deep = Array.from({ length: 40 }).reduce<unknown>((body) => ({ ...loop, body: [body] }), ADD);
  const cases: readonly (readonly [field: string, code: readonly unknown[]])[] = [
    ['program.hoist.code[0]', [null]],
    ['program.hoist.code[0].op', [{ ...ADD, op: 'system' }]],
    ['program.hoist.code[0].op', [{ op: 'toString' }]],
    ['program.hoist.code[0].dst', [{ ...ADD, dst: 1 }]],
    ['program.hoist.code[0].dst', [{ ...ADD, dst: 6 }]],
    ['program.hoist.code[0].dst', [{ ...ADD, dst: 3.5 }]],
    ['program.hoist.code[0].dst', [{ ...ADD, dst: Number.NaN }]],
    ['program.hoist.code[0].dst', [{ ...ADD, dst: 2 ** 32 + 3 }]],
    ['program.hoist.code[0].args', [{ ...ADD, args: [0] }]],
    ['program.hoist.code[0].args', [{ ...ADD, args: 'ab' }]],
    ['program.hoist.code[0].args[1]', [{ ...ADD, args: [0, -1] }]],
    ['program.hoist.code[0].args[1]', [{ ...ADD, args: [0, 4] }]],
    ['program.hoist.code[1].body[0].args[0]', [ADD, { ...loop, body: [{ ...ADD, args: [9, 0] }] }]],
    ['program.hoist.code[0].again', [{ ...loop, again: 4 }]],
    ['program.hoist.code[0].maxIterations', [{ ...loop, maxIterations: Number.NaN }]],
    ['program.hoist.code[0].maxIterations', [{ ...loop, maxIterations: 0 }]],
    ['program.hoist.code[0].maxIterations', [{ ...loop, maxIterations: 2 ** 30 + 1 }]],
    ['program.hoist.code[0].body', [{ ...loop, body: [] }]],
    ['program.hoist.code[0].body', [{ ...loop, body: {} }]],
    ['program.hoist.code[0].op', [{ op: 'normals', dst: { first: 3, count: 2 }, stream: 0 }]],
    ['program.hoist.code[0].a', [{ op: 'dot', dst: 3, a: null, b: { first: 0, count: 2 } }]],
    ['program.hoist.code[0].a.count', [{ op: 'dot', dst: 3, a: { first: 0, count: 7 }, b: { first: 0, count: 7 } }]],
    ['program.hoist.code[0].b.count', [{ op: 'dot', dst: 3, a: { first: 0, count: 2 }, b: { first: 0, count: 1 } }]],
  ];
  for (const [i, [field, code]] of cases.entries()) {
    it(`is refused by the name of ${field} (${i})`, async () => {
      expect(await refusalOf(aProgram(code))).toBe(field);
    });
  }

  it('is refused where loops are too deep, before that can exhaust the stack', async () => {
    expect(await refusalOf(aProgram([deep]))).toMatch(/^program\.hoist\.code\[0\](\.body\[0\])*\.body$/);
  });

  it('is refused for constants, registers and state of another kind', async () => {
    expect(await refusalOf(aProgram([ADD], { constants: Float64Array.of(0, Number.NaN) }))).toBe(
      'program.constants[1]',
    );
    expect(await refusalOf(aProgram([ADD], { registers: 2 ** 20 }))).toBe('program.registers');
    expect(await refusalOf(aProgram([ADD], { registers: 2 }))).toBe('program.inputWidth');
    const state = { code: [], carried: [{ register: 0, initial: 0 }] } as const;
    expect(await refusalOf(aProgram([ADD], { hoist: state }))).toBe('program.hoist.carried[0].register');
  });

  it('is refused where registers are wanted that nobody writes', async () => {
    expect(await refusalOf(aProgram([ADD]), [3])).toBe(null);
    expect(await refusalOf(aProgram([ADD]), [4])).toBe('wanted[0]');
    expect(await refusalOf(aProgram([ADD]), [6])).toBe('wanted[0]');
  });
});

describe('a program that runs', () => {
  it('ends soon after it is cancelled, in the lanes and in sequence', async () => {
    const controller = new AbortController();
    const pool = new KernelPool({ threads: 1 });
    const endless = { threshold: 1e6, noise: 1, dt: 1e-6, starting_value: 0, maxIterations: 2 ** 29 };
    const lanes = pool.simulateProgram(
      ddmDecision({ ...endless, leak: 1 }),
      { trials: 1, hoisted: Float64Array.of(0), key: { purpose: 'simulate', seed: 1, firstTrial: 0 }, estimates: 9 },
      controller,
    );
    const forever = program({
      variables: ['one', 'state'],
      constants: [1],
      carried: { hoist: { state: 0 } },
      hoist: (at) => [
        {
          op: 'loop',
          again: at('one'),
          maxIterations: 2 ** 30,
          body: [{ op: 'copy', dst: at('one'), args: [at(1)] }],
        },
      ],
    });
    const task = { trials: 1, inputs: new Float64Array(), slots: [], folded: null, wanted: [] };
    const sequence = pool.hoistProgram(forever, task, controller);
    controller.abort();
    await expect(lanes).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
    await expect(sequence).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
    pool.close();
  });

  it('gives the same paths however the end of a diffusion is written', async () => {
    const diffusion = { threshold: 0.6, noise: 1, dt: 0.001, starting_value: 0.1, leak: 0, maxIterations: 10_000 };
    const pool = new KernelPool({ threads: 2 });
    const task = {
      trials: 1,
      hoisted: Float64Array.of(1.5),
      key: { purpose: 'fit', seed: 1, firstTrial: 0 } as const,
      estimates: 3000,
    };
    const plain = await pool.simulateProgram(ddmDecision(diffusion), task);
    expect(await pool.simulateProgram(ddmDecision(diffusion, 'compiled'), task)).toEqual(plain);
    pool.close();
  });

  it('does not take a hoist of another length, or a simulation without lanes', async () => {
    const lca = lcaDecision(
      { gain: 10, threshold: 0.6, leak: 8, competition: 8, self_excitation: 0, sd: 0.3, dt: 0.01 },
      2,
    );
    const pool = new KernelPool({ threads: 1 });
    const task = { trials: 2, key: { purpose: 'simulate', seed: 1, firstTrial: 0 } as const, estimates: 10 };
    const short = pool.simulateProgram(lca, { ...task, hoisted: new Float64Array(3) });
    await expect(short).rejects.toMatchObject({ field: 'hoisted' });
    const none = pool.simulateProgram({ ...lca, last: { kind: 'ddm' } }, { ...task, hoisted: new Float64Array() });
    await expect(none).rejects.toMatchObject({ field: 'program.last.kind' });
    pool.close();
  });
});
