/** Arbitrary valid programs: random code in which every register is written before it is read. */
import fc from 'fast-check';
import type { Carried, Instruction, LastStage, Phase, Program, ScalarOp } from '../src/program/program.js';
import { SCALAR_OPS } from '../src/program/program.js';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const number = fc.nat({ max: 1000 });

/** What an instruction is made from: a shape, and numbers that pick registers among those that are known. */
interface Seed {
  readonly shape: ScalarOp | 'dot' | 'normals' | 'uniforms' | 'lca-step' | 'ddm-step' | 'loop';
  readonly picks: readonly number[];
}

const shape = fc.constantFrom<Seed['shape']>(
  ...(Object.keys(SCALAR_OPS) as ScalarOp[]),
  ...(['dot', 'normals', 'uniforms', 'lca-step', 'ddm-step', 'loop', 'loop'] as const),
);
const seed: fc.Arbitrary<Seed> = fc.record({ shape, picks: fc.array(number, { minLength: 16, maxLength: 16 }) });
const seeds = fc.array(seed, { maxLength: 8 });

/** Code while it is written: registers below `next` are known. */
interface Writer {
  next: number;
  readonly isLanes: boolean;
}

function codeOf(given: readonly Seed[], writer: Writer, depth: number): Instruction[] {
  return given.flatMap((one) => instructionOf(one, writer, depth));
}

function instructionOf({ shape: op, picks }: Seed, writer: Writer, depth: number): Instruction[] {
  const pick = (i: number) => picks[i]! % writer.next;
  const write = (count = 1) => {
    writer.next += count;
    return writer.next - count;
  };
  switch (op) {
    case 'dot': {
      const count = 1 + (picks[0]! % Math.min(3, writer.next));
      const span = (i: number) => ({ first: picks[i]! % (writer.next - count + 1), count });
      return [{ op, a: span(1), b: span(2), dst: write() }];
    }
    case 'normals':
    case 'uniforms': {
      const count = 1 + (picks[0]! % 3);
      return writer.isLanes ? [{ op, dst: { first: write(count), count }, stream: picks[1]! }] : [];
    }
    case 'lca-step': {
      const count = 1 + (picks[0]! % 3);
      const span = () => ({ first: write(count), count });
      const [x, f, external] = [span(), span(), span()];
      const noise = picks[1]! % 2 === 0 ? null : span();
      const fill = [x, f, external, ...(noise === null ? [] : [noise])].flatMap(({ first }) =>
        Array.from({ length: count }, (_, i): Instruction => ({ op: 'copy', dst: first + i, args: [0] })),
      );
      const [leak, dt, selfExcitation, competition, gain, bias, x0, scale, offset] = picks
        .slice(2)
        .map((one) => one % writer.next) as [number, number, number, number, number, number, number, number, number];
      const scalars = { leak, dt, selfExcitation, competition, gain, bias, x0, scale, offset };
      return [...fill, { op, x, f, external, noise, ...scalars }];
    }
    case 'ddm-step': {
      if (!writer.isLanes) return [];
      const [drift, leak, noise, offset, threshold, dt] = [0, 1, 2, 3, 4, 5].map(pick) as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      const x = write();
      const first: Instruction = { op: 'copy', dst: x, args: [0] };
      return [first, { op, x, drift, leak, noise, offset, threshold, dt, stream: picks[6]! }];
    }
    case 'loop': {
      if (depth === 3) return [];
      const inner = picks.slice(0, 3).map((at): Seed => ({ shape: at % 4 === 0 ? 'loop' : 'add', picks }));
      const body = codeOf(inner, writer, depth + 1);
      return [{ op, body, again: pick(4), maxIterations: 1 + picks[5]! }];
    }
    default: {
      const args = Array.from({ length: SCALAR_OPS[op] }, (_, i) => pick(i));
      return [{ op, dst: write(), args }];
    }
  }
}

/** A last stage of its kind that shows a response time and a choice, in this order. */
const SHOWN = ['response-time', 'decision'] as const;

const DRIFTS = ['untruncated', 'positive'] as const;

const parts = fc.record({
  precision: fc.constantFrom('float' as const, 'double' as const),
  constants: fc.array(finite, { maxLength: 3 }).map((others) => [0, ...others]),
  inputWidth: fc.integer({ min: 0, max: 3 }),
  slots: fc.array(fc.record({ name: fc.string({ minLength: 1, maxLength: 9 }), value: finite }), {
    minLength: 1,
    maxLength: 3,
  }),
  codes: fc.tuple(seeds, seeds, seeds),
  carried: fc.tuple(...[0, 1, 2].map(() => fc.array(finite, { maxLength: 2 }))),
  kind: fc.constantFrom('lanes' as const, 'ddm' as const, 'race' as const),
  name: fc.string({ minLength: 1, maxLength: 9 }),
  picks: fc.array(number, { minLength: 12, maxLength: 12 }),
  timeStepSize: fc.double({ noNaN: true, min: 1e-4, max: 1 }),
});

/**
 * Programs with at least one slot whose outcomes are a continuous one and a choice of 0 and 1, in this order. A walk's
 * noise, threshold and start are not constants, of which more is asked.
 */
export const anyProgram: fc.Arbitrary<Program> = parts.map(
  ({ precision, constants, inputWidth, slots, codes, carried, kind, name, picks, timeStepSize }) => {
    const given = constants.length + inputWidth + slots.length;
    const writer = { next: given, isLanes: false };
    const phaseOf = (i: 0 | 1 | 2): Phase => {
      const kept = carried[i]!.map((initial): Carried => ({ register: writer.next++, initial }));
      const inner = { next: writer.next, isLanes: i === 2 };
      const code = codeOf(codes[i], inner, 0);
      writer.next = inner.next;
      return { code, carried: kept };
    };
    // What a fold phase reads may not be a slot, which comes before all that it writes: it copies the first constant only.
    const fold: Phase = { code: [{ op: 'copy', dst: writer.next++, args: [0] }], carried: [] };
    const hoist = phaseOf(1);
    const lanes = kind === 'lanes' ? phaseOf(2) : null;
    const varied = (i: number) => constants.length + inputWidth + (picks[i]! % slots.length);
    const any = (i: number) => picks[i]! % writer.next;
    const last = (): LastStage => {
      switch (kind) {
        case 'lanes':
          return {
            kind,
            phase: lanes!,
            outcomes: [
              { name: `${name}.time`, register: any(0), values: null },
              { name: `${name}.choice`, register: any(1), values: [0, 1] },
            ],
          };
        case 'ddm':
          return {
            kind,
            stream: picks[0]!,
            name,
            timeStepSize,
            drift: any(1),
            threshold: varied(2),
            noise: varied(3),
            startingValue: varied(4),
            offset: any(5),
            leak: 0,
            nonDecisionTime: any(7),
            outcomes: SHOWN,
          };
        case 'race': {
          const pair = (i: number) => [any(i), any(i + 1)];
          const parameters = { v: pair(1), b: pair(3), A: pair(5), s: pair(7), t0: [any(9)] };
          return {
            kind,
            race: 'lba',
            drift: DRIFTS[picks[10]! % 2]!,
            stream: picks[0]!,
            name,
            parameters,
            outcomes: SHOWN,
          };
        }
      }
    };
    return {
      version: 1,
      precision,
      constants: Float64Array.from(constants),
      inputWidth,
      slots,
      registers: writer.next,
      fold,
      hoist,
      last: last(),
      split: (lanes?.carried.length ?? 0) > 0 ? 'estimates' : 'trials',
    };
  },
);
