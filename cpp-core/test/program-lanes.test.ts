import { describe, expect, it } from '@jest/globals';
import { KernelPool, kernelInfo, type ProgramPathsTask, type ProgramSamples } from '../ts/index.js';
import { type Cell, chiSquareDeviate, golden } from './golden.js';
import { type Decision, ddmDecision, lcaDecision, program } from './program-builder.js';

const KEY = { purpose: 'simulate', seed: 7, firstTrial: 0 } as const;

interface Decisions {
  readonly sets: readonly {
    readonly parameters: Decision & { readonly input: readonly number[] };
    readonly p: readonly number[];
    readonly p_se: readonly number[];
    readonly time_mean: number;
    readonly time_mean_se: number;
    readonly by_choice: readonly { readonly n: number; readonly mean?: number; readonly mean_se?: number }[];
  }[];
}

interface Euler {
  readonly cases: readonly (Readonly<
    Record<'drift' | 'threshold' | 'noise' | 'dt' | 'starting_value' | 'steps' | 'survivor_after_last', number>
  > & {
    readonly name: string;
    readonly p_upper_by_step: readonly number[];
    readonly p_lower_by_step: readonly number[];
    readonly leak?: number;
    readonly switch_after_step?: number;
    readonly threshold_change_per_step?: number;
  })[];
}

async function simulate(
  what: Parameters<KernelPool['simulateProgram']>[0],
  task: Partial<ProgramPathsTask> & Pick<ProgramPathsTask, 'hoisted' | 'trials'>,
  options: { readonly threads?: number; readonly isa?: 'scalar' | 'sse2' | 'avx2' | 'avx512' | 'neon' } = {},
): Promise<ProgramSamples> {
  const pool = new KernelPool({ threads: options.threads ?? 2 });
  try {
    return await pool.simulateProgram(what, { key: KEY, estimates: 1000, ...task }, { isa: options.isa });
  } finally {
    pool.close();
  }
}

/** Mean and its standard error. */
function moments(values: readonly number[]): { readonly mean: number; readonly se: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, se: Math.sqrt(square / values.length) };
}

describe('the lanes of a program', () => {
  const { sets } = golden<Decisions>('psyneulink/lca-decisions.json');
  for (const [i, { parameters, ...reference }] of sets.entries()) {
    it(`decides as PsyNeuLink's noisy LCA does, within 4 standard errors (set ${i})`, async () => {
      const n = 40_000;
      const lca = lcaDecision(parameters, parameters.input.length);
      const { samples, truncated } = await simulate(lca, {
        trials: 1,
        hoisted: Float64Array.from(parameters.input),
        estimates: n,
      });
      expect(truncated).toBe(0);
      const choices = Array.from({ length: n }, (_, k) => samples[2 * k]!);
      const times = Array.from({ length: n }, (_, k) => samples[2 * k + 1]!);
      for (const [choice, p] of reference.p.entries()) {
        const share = choices.filter((one) => one === choice).length / n;
        const se = Math.sqrt(Math.max(share * (1 - share), 1 / n) / n);
        expect(Math.abs(share - p)).toBeLessThanOrEqual(4 * Math.hypot(se, reference.p_se[choice]!));
      }
      const all = moments(times);
      expect(Math.abs(all.mean - reference.time_mean)).toBeLessThan(4 * Math.hypot(all.se, reference.time_mean_se));
      for (const [choice, { n: seen, mean, mean_se }] of reference.by_choice.entries()) {
        if (seen < 100) continue;
        const own = moments(times.filter((_, k) => choices[k] === choice));
        expect(Math.abs(own.mean - mean!)).toBeLessThan(4 * Math.hypot(own.se, mean_se!));
      }
    });
  }

  const euler = golden<Euler>('density/euler.json').cases.filter(
    (c) => c.switch_after_step === undefined && c.threshold_change_per_step === undefined,
  );
  for (const c of euler) {
    it(`walks a diffusion with the exact law of its steps: ${c.name}`, async () => {
      const n = 40_000;
      const ddm = ddmDecision({ ...c, leak: c.leak ?? 0, maxIterations: 1_000_000 });
      const { samples } = await simulate(ddm, { trials: 1, hoisted: Float64Array.of(c.drift), estimates: n });
      const counts = new Map<string, number>();
      for (let k = 0; k < n; k++) {
        const key = `${samples[2 * k]} ${samples[2 * k + 1]}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      const cells: Cell[] = [];
      let known = 0;
      for (const [choice, law] of [c.p_lower_by_step, c.p_upper_by_step].entries()) {
        for (const [step, p] of law.entries()) {
          const observed = counts.get(`${choice} ${step + 1}`) ?? 0;
          known += observed;
          cells.push({ expected: n * p, observed });
        }
      }
      cells.push({ expected: n * c.survivor_after_last, observed: n - known });
      expect(Math.abs(chiSquareDeviate(cells))).toBeLessThan(3.72);
    });
  }

  it('gives the same bits for any block size, number of threads and instruction set', async () => {
    const parameters = { gain: 10, threshold: 0.6, leak: 8, competition: 8, self_excitation: 0, sd: 0.3, dt: 0.01 };
    const odd = { drift: 0.5, threshold: 0.6, noise: 1, dt: 0.01, starting_value: 0, leak: 2, maxIterations: 200 };
    const programs = [
      lcaDecision(parameters, 2),
      lcaDecision(parameters, 3),
      ddmDecision(odd),
      ddmDecision({ ...odd, leak: 0 }),
      nested(),
      walker(),
    ];
    for (const what of programs) {
      const width = what.inputWidth;
      const trials = 3;
      const hoisted = Float64Array.from({ length: trials * width }, (_, k) => ((k * 7) % 5) / 4);
      for (const precision of ['float', 'double'] as const) {
        const task = { trials, hoisted, precision, estimates: 701 };
        const reference = await simulate(what, task);
        for (const blockSize of [1, 7, 64, 512]) {
          expect(await simulate(what, { ...task, blockSize }, { threads: 1 })).toEqual(reference);
        }
        for (const isa of kernelInfo().isas) {
          expect(await simulate(what, task, { threads: 3, isa })).toEqual(reference);
        }
        const part = await simulate(what, { ...task, estimates: 100, key: { ...KEY, firstEstimate: 300 } });
        const outcomes = what.last.kind === 'lanes' ? what.last.outcomes.length : 0;
        expect(part.samples.subarray(0, 100 * outcomes)).toEqual(
          reference.samples.subarray(300 * outcomes, 400 * outcomes),
        );
      }
    }
  });

  it('cuts a path off at the most iterations and counts it', async () => {
    const parameters = { drift: 0, threshold: 5, noise: 1, dt: 0.01, starting_value: 0, maxIterations: 10 };
    for (const leak of [0, 1]) {
      const ddm = ddmDecision({ ...parameters, leak });
      const { samples, truncated, steps } = await simulate(ddm, {
        trials: 1,
        hoisted: Float64Array.of(0),
        estimates: 500,
      });
      expect(truncated).toBe(500);
      expect(steps).toBe(5000);
      expect(new Set(samples.filter((_, k) => k % 2 === 1))).toEqual(new Set([Number.NaN]));
    }
  });

  it('draws uniforms between 0 and 1, and normals, of the right moments', async () => {
    const draws = program({
      variables: ['u', 'v', 'n0', 'n1', 'n2'],
      lanes: (at) => [
        { op: 'uniforms', dst: { first: at('u'), count: 2 }, stream: 0 },
        { op: 'normals', dst: { first: at('n0'), count: 3 }, stream: 1 },
      ],
      outcomes: ['u', 'v', 'n0', 'n1', 'n2'],
    });
    const n = 50_000;
    const { samples } = await simulate(draws, { trials: 1, hoisted: new Float64Array(), estimates: n });
    for (let column = 0; column < 5; column++) {
      const values = Array.from({ length: n }, (_, k) => samples[5 * k + column]!);
      const [mean, variance] = column < 2 ? [0.5, 1 / 12] : [0, 1];
      const first = moments(values);
      const second = moments(values.map((value) => (value - mean) ** 2));
      expect(Math.abs(first.mean - mean)).toBeLessThan(4 * first.se);
      expect(Math.abs(second.mean - variance)).toBeLessThan(4 * second.se);
      if (column < 2) expect(values.every((value) => value > 0 && value < 1)).toBe(true);
    }
  });

  it('carries state from trial to trial of an estimate', async () => {
    const { samples } = await simulate(walker(), {
      trials: 4,
      hoisted: Float64Array.of(1, 2, 3, 4),
      estimates: 300,
    });
    for (let k = 0; k < 300; k++) {
      const sums = [0, 1, 2, 3].map((t) => samples[3 * (300 * t + k) + 1]!);
      expect(sums).toEqual([11, 13, 16, 20]);
      const positions = [0, 1, 2, 3].map((t) => samples[3 * (300 * t + k)]!);
      const moved = [0, 1, 2, 3].map((t) => samples[3 * (300 * t + k) + 2]!);
      for (let t = 1; t < 4; t++) expect(positions[t]).toBe(Math.fround(positions[t - 1]! + moved[t]!));
    }
  });
});

/** Loops in loops, each left by a draw, with odd draws in both. */
function nested() {
  return program({
    inputs: ['rate'],
    variables: ['n', 'm', 'outer', 'inner', 'again', 'more', 'sum'],
    constants: [0, 1, 0.8],
    lanes: (at) => [
      { op: 'copy', dst: at('outer'), args: [at(0)] },
      { op: 'copy', dst: at('sum'), args: [at('rate')] },
      {
        op: 'loop',
        again: at('again'),
        maxIterations: 6,
        body: [
          { op: 'normals', dst: { first: at('n'), count: 1 }, stream: 0 },
          { op: 'copy', dst: at('inner'), args: [at(0)] },
          {
            op: 'loop',
            again: at('more'),
            maxIterations: 4,
            body: [
              { op: 'normals', dst: { first: at('m'), count: 1 }, stream: 1 },
              { op: 'mad', dst: at('sum'), args: [at('m'), at('n'), at('sum')] },
              { op: 'add', dst: at('inner'), args: [at('inner'), at(1)] },
              { op: 'less', dst: at('more'), args: [at('m'), at(0.8)] },
            ],
          },
          { op: 'add', dst: at('outer'), args: [at('outer'), at('inner')] },
          { op: 'less', dst: at('again'), args: [at('n'), at(0.8)] },
        ],
      },
      { op: 'tanh', dst: at('sum'), args: [at('sum')] },
    ],
    outcomes: ['sum', 'outer'],
  });
}

/** A position that moves by a normal in each trial, and a sum of inputs that starts at 10. */
function walker() {
  return program({
    inputs: ['step'],
    variables: ['x', 'sum', 'n'],
    carried: { lanes: { x: 0, sum: 10 } },
    lanes: (at) => [
      { op: 'normals', dst: { first: at('n'), count: 1 }, stream: 3 },
      { op: 'add', dst: at('x'), args: [at('x'), at('n')] },
      { op: 'add', dst: at('sum'), args: [at('sum'), at('step')] },
    ],
    outcomes: ['x', 'sum', 'n'],
  });
}
