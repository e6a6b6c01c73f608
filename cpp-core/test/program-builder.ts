/** A program put together by hand: registers by name, constants as they are met. */
import type { CodeData, InstructionData, ProgramData } from '../ts/index.js';

type Lanes = Extract<ProgramData['last'], { kind: 'lanes' }>;

export interface Parts {
  readonly inputs?: readonly string[];
  readonly slots?: readonly string[];
  /** Registers that instructions write, in the order of their numbers; neighbours make spans. */
  readonly variables: readonly string[];
  readonly constants?: readonly number[];
  readonly fold?: (at: At) => CodeData;
  readonly hoist?: (at: At) => CodeData;
  readonly lanes?: (at: At) => CodeData;
  /** Initial values of carried registers, by the phase that carries them. */
  readonly carried?: Readonly<Partial<Record<'fold' | 'hoist' | 'lanes', Readonly<Record<string, number>>>>>;
  readonly outcomes?: readonly string[];
}

/** The register of a name, or of a constant. */
export type At = (what: string | number) => number;

export function program(parts: Parts): ProgramData & { readonly at: At } {
  const constants = [...(parts.constants ?? [])];
  const { inputs = [], slots = [], variables, carried = {} } = parts;
  const names = [...inputs, ...slots, ...variables];
  const at: At = (what) => {
    const place = typeof what === 'number' ? constants.indexOf(what) : names.indexOf(what);
    if (place < 0) throw new Error(`no register is called ${what}`);
    return typeof what === 'number' ? place : constants.length + place;
  };
  const phase = (name: 'fold' | 'hoist' | 'lanes') => ({
    code: parts[name]?.(at) ?? [],
    carried: Object.entries(carried[name] ?? {}).map(([register, initial]) => ({ register: at(register), initial })),
  });
  const last: Lanes = {
    kind: 'lanes',
    phase: phase('lanes'),
    outcomes: (parts.outcomes ?? []).map((name) => ({ register: at(name) })),
  };
  return {
    precision: 'float',
    constants: Float64Array.from(constants),
    inputWidth: inputs.length,
    slots,
    registers: constants.length + names.length,
    fold: phase('fold'),
    hoist: phase('hoist'),
    last,
    at,
  };
}

/** Names of the units of a span: `x0, x1, ...`. */
function units(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `${name}${i}`);
}

type LcaSettings = Readonly<Record<'leak' | 'competition' | 'selfExcitation' | 'dt' | 'gain', string | number>>;

/** An LCA's step over the units `x0, ...`, `f0, ...`, `e0, ...` and, where given, the noise from `noise` on. */
export function lcaStep(at: At, settings: LcaSettings, count: number, noise: string | null = null): InstructionData {
  return {
    op: 'lca-step',
    x: { first: at('x0'), count },
    f: { first: at('f0'), count },
    external: { first: at('e0'), count },
    noise: noise === null ? null : { first: at(noise), count },
    leak: at(settings.leak),
    dt: at(settings.dt),
    selfExcitation: at(settings.selfExcitation),
    competition: at(settings.competition),
    gain: at(settings.gain),
    bias: at(0),
    x0: at(0),
    scale: at(1),
    offset: at(0),
  };
}

export interface Decision {
  readonly gain: number;
  readonly threshold: number;
  readonly leak: number;
  readonly competition: number;
  readonly self_excitation: number;
  readonly sd: number;
  readonly dt: number;
}

/** A noisy LCA until one output reaches the threshold: choice (0, 1, 2) and time; inputs `e0, e1, ...`. */
export function lcaDecision(parameters: Decision, count: number): ReturnType<typeof program> {
  const { gain, threshold, leak, competition, self_excitation: selfExcitation, sd, dt } = parameters;
  const scale = sd * Math.sqrt(dt);
  const all = Array.from({ length: count }, (_, i) => i);
  const spans = ['x', 'f', 'n', 'w'].flatMap((name) => units(name, count));
  return program({
    inputs: units('e', count),
    variables: [...spans, 'steps', 'most', 'again', 'choice', 'is-more', 'time'],
    constants: [...new Set([0, 1, 2, 0.5, gain, threshold, leak, competition, selfExcitation, dt, scale])],
    lanes: (at) => [
      ...all.map((i): InstructionData => ({ op: 'copy', dst: at(`x${i}`), args: [at(0)] })),
      ...all.map((i): InstructionData => ({ op: 'copy', dst: at(`f${i}`), args: [at(0.5)] })),
      { op: 'copy', dst: at('steps'), args: [at(0)] },
      {
        op: 'loop',
        again: at('again'),
        maxIterations: 100_000,
        body: [
          { op: 'normals', dst: { first: at('n0'), count }, stream: 0 },
          ...all.map((i): InstructionData => ({ op: 'multiply', dst: at(`w${i}`), args: [at(`n${i}`), at(scale)] })),
          lcaStep(at, { leak, competition, selfExcitation, dt, gain }, count, 'w0'),
          { op: 'add', dst: at('steps'), args: [at('steps'), at(1)] },
          { op: 'max', dst: at('most'), args: [at('f0'), at('f1')] },
          ...all
            .slice(2)
            .map((i): InstructionData => ({ op: 'max', dst: at('most'), args: [at('most'), at(`f${i}`)] })),
          { op: 'less', dst: at('again'), args: [at('most'), at(threshold)] },
        ],
      },
      { op: 'less', dst: at('choice'), args: [at('f0'), at('f1')] },
      ...all.slice(2).flatMap((i): InstructionData[] => [
        { op: 'less-equal', dst: at('is-more'), args: [at('most'), at(`f${i}`)] },
        { op: 'select', dst: at('choice'), args: [at('is-more'), at(i), at('choice')] },
      ]),
      { op: 'multiply', dst: at('time'), args: [at('steps'), at(dt)] },
    ],
    outcomes: ['choice', 'time'],
  });
}

export interface Diffusion {
  readonly threshold: number;
  readonly noise: number;
  readonly dt: number;
  readonly starting_value: number;
  readonly leak: number;
  readonly maxIterations: number;
}

/** A diffusion until it is at a bound: choice (1 upper) and steps; the drift is the input. The model compiler writes the end of its loop another way. */
export function ddmDecision(parameters: Diffusion, form: 'short' | 'compiled' = 'short'): ReturnType<typeof program> {
  const { threshold, noise, dt, starting_value, leak, maxIterations } = parameters;
  return program({
    inputs: ['drift'],
    variables: ['x', 'size', 'steps', 'next', 'is-there', 'again', 'choice'],
    constants: [...new Set([0, 1, threshold, noise, dt, starting_value, leak])],
    lanes: (at) => [
      { op: 'copy', dst: at('x'), args: [at(starting_value)] },
      { op: 'copy', dst: at('steps'), args: [at(0)] },
      {
        op: 'loop',
        again: at('again'),
        maxIterations,
        body: [
          {
            op: 'ddm-step',
            x: at('x'),
            drift: at('drift'),
            leak: at(leak),
            noise: at(noise),
            offset: at(0),
            threshold: at(threshold),
            dt: at(dt),
            stream: 2,
          },
          ...(form === 'short' ? shortEnd(at, threshold) : compiledEnd(at, threshold)),
        ],
      },
      { op: 'less', dst: at('choice'), args: [at(0), at('x')] },
    ],
    outcomes: ['choice', 'steps'],
  });
}

function shortEnd(at: At, threshold: number): InstructionData[] {
  return [
    { op: 'add', dst: at('steps'), args: [at('steps'), at(1)] },
    { op: 'absolute', dst: at('size'), args: [at('x')] },
    { op: 'less', dst: at('again'), args: [at('size'), at(threshold)] },
  ];
}

function compiledEnd(at: At, threshold: number): InstructionData[] {
  return [
    { op: 'add', dst: at('next'), args: [at('steps'), at(1)] },
    { op: 'absolute', dst: at('size'), args: [at('x')] },
    { op: 'less-equal', dst: at('is-there'), args: [at(threshold), at('size')] },
    { op: 'not', dst: at('again'), args: [at('is-there')] },
    { op: 'copy', dst: at('steps'), args: [at('next')] },
  ];
}
