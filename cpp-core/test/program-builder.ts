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

/** A two-unit LCA's step over `x0, x1`, `f0, f1`, `e0, e1` and, where given, the noise from `noise` on. */
export function lcaStep(
  at: At,
  settings: Readonly<Record<'leak' | 'competition' | 'dt' | 'gain', string | number>>,
  noise: string | null = null,
): InstructionData {
  return {
    op: 'lca-step',
    x: { first: at('x0'), count: 2 },
    f: { first: at('f0'), count: 2 },
    external: { first: at('e0'), count: 2 },
    noise: noise === null ? null : { first: at(noise), count: 2 },
    leak: at(settings.leak),
    dt: at(settings.dt),
    selfExcitation: at(0),
    competition: at(settings.competition),
    gain: at(settings.gain),
    bias: at(0),
    x0: at(0),
    scale: at(1),
    offset: at(0),
  };
}
