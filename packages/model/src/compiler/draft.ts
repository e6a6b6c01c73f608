/**
 * A program while it is written.
 *
 * Every operation is placed as early as its operands allow: in the earliest phase, and there in the outermost loop.
 * So what does not depend on noise leaves the lanes, and what does not change in a loop leaves the loop, by one rule.
 */
import type { Code, Instruction, ScalarOp } from '../program/program.js';
import { foldConstants } from './fold-constants.js';
import {
  areNeighbours,
  CONSTANT,
  type DraftInstruction,
  FOLD,
  HOIST,
  LANES,
  type Numbering,
  newGroup,
  type Origin,
  type Phase,
  phaseOf,
  type Region,
  type Register,
} from './registers.js';

/** What a loop's body gives: each state's next value, and a register that is 0 once the loop is over. */
export interface LoopBody {
  readonly next: readonly Register[];
  readonly again: Register;
}

/** A loop: its states' first values, its body, and where it is cut off. */
export interface LoopSpec {
  readonly first: readonly Register[];
  /** Sizes of the groups of neighbours that states are; default one group of all. */
  readonly groups?: readonly number[];
  /** The earliest phase that it may run in, where that does not follow from its states. Default fold. */
  readonly least?: Phase;
  readonly body: (states: readonly Register[]) => LoopBody;
  readonly maxIterations: number;
}

/** A decision's response was computed with: it cannot be the last stage, which only shows it. */
export class ResponseUsed extends Error {
  readonly register: Register;

  constructor(register: Register) {
    super('a response was computed with');
    this.register = register;
  }
}

type PlainInstruction = Exclude<Instruction, { op: 'loop' }>;

/** Writes code. */
export class Draft {
  /** Each phase's own code: fold, hoist, lanes. */
  readonly phases: readonly Region[] = [rootOf(FOLD), rootOf(HOIST), rootOf(LANES)];
  /** The innermost open loop of each phase. */
  readonly #innermost: Region[] = [...this.phases];
  readonly #constants = new Map<string, Register>();

  /** A register that holds `given`. */
  constant(given: number): Register {
    const value = given + 0; // -0 would not survive a recipe's text
    const key = String(value);
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const origin: Origin = { kind: 'constant', value };
    const [register] = newGroup({ size: 1, phase: CONSTANT, origin, region: this.phases[0]! });
    this.#constants.set(key, register!);
    return register!;
  }

  /** Registers that hold something before a trial's code runs. */
  given(origin: Origin, size: number, phase: Phase): Register[] {
    return newGroup({ size, phase, origin, region: this.phases[phase - FOLD]! });
  }

  /** `op(args)`. */
  op(op: ScalarOp, ...args: readonly Register[]): Register {
    const known = foldConstants(op, args);
    if (known !== null) return typeof known === 'number' ? this.constant(known) : known;
    const place = this.#placeOf(args);
    const [dst] = this.#group(place, 1);
    push(place, [dst!], args, (of) => ({ op, dst: of(dst!), args: args.map(of) }));
    return dst!;
  }

  /** `op` of each of `rows`, as neighbours where no row is known before a run. */
  each(op: ScalarOp, rows: readonly (readonly Register[])[]): readonly Register[] {
    if (rows.some((args) => foldConstants(op, args) !== null)) return rows.map((args) => this.op(op, ...args));
    const place = this.#placeOf(rows.flat());
    const group = this.#group(place, rows.length);
    for (const [i, args] of rows.entries()) {
      push(place, [group[i]!], args, (of) => ({ op, dst: of(group[i]!), args: args.map(of) }));
    }
    return group;
  }

  /** A register of its own with what `from` holds now. */
  copy(from: Register): Register {
    const place = this.#placeOf([from]);
    const [dst] = this.#group(place, 1);
    write(place, dst!, from);
    return dst!;
  }

  /** Sum of products, in order; products with constant 0 are left out. */
  dot(a: readonly Register[], b: readonly Register[]): Register {
    return a.reduce((sum, x, i) => this.op('add', sum, this.op('multiply', x, b[i]!)), this.constant(0));
  }

  /** New values from noise: `size` draws of the mechanism `stream`, for each step of the innermost loop of the lanes. */
  draws(op: 'normals' | 'uniforms', stream: number, size: number): Register[] {
    const place = this.#innermost[LANES - FOLD]!;
    const dst = this.#group(place, size);
    push(place, dst, [], (of) => ({ op, dst: { first: of(dst[0]!), count: size }, stream }));
    return dst;
  }

  /**
   * An instruction of its own kind that writes over `states` of the present loop, of which it is the only writer.
   * It stands where its states do.
   */
  step(states: readonly Register[], reads: readonly Register[], number: (of: Numbering) => PlainInstruction): void {
    push(states[0]!.group.region, states, [...reads, ...states], number);
  }

  /** `registers` as neighbours: themselves, or copies. */
  span(registers: readonly Register[]): readonly Register[] {
    if (areNeighbours(registers)) return registers;
    const place = this.#placeOf(registers);
    const copies = this.#group(place, registers.length);
    for (const [i, from] of registers.entries()) write(place, copies[i]!, from);
    return copies;
  }

  /**
   * A loop of the earliest phase that its states and its condition allow; gives the states as they are after it.
   * `body` may be called more than once: what it wrote into the loop before the last call is dropped.
   */
  loop({ first, groups = [first.length], least = FOLD, body, maxIterations }: LoopSpec): readonly Register[] {
    let phase = Math.max(phaseOf(first), least) as Phase;
    for (;;) {
      const open = [...this.#innermost];
      const parent = this.#innermost[phase - FOLD]!;
      const region: Region = { phase, parent, code: [], isOpen: true };
      const states = groups.flatMap((size) => this.#group(region, size));
      for (const [i, from] of first.entries()) write(parent, states[i]!, from);
      this.#innermost[phase - FOLD] = region;
      const { next, again } = body(states);
      const reached = phaseOf([...next, again]);
      if (reached > phase) {
        // What the body placed outside of the loop stays, as others may know of it; what nobody reads is left out later.
        for (const [i, innermost] of open.entries()) this.#innermost[i] = innermost;
        phase = reached;
        continue;
      }
      // A next value may be another state's old one: all are read before any is written.
      const held = next.map((from, i) => (isSame(from, states[i]!) ? null : this.#hold(region, states, from)));
      for (const [i, from] of held.entries()) if (from !== null) write(region, states[i]!, from);
      region.isOpen = false;
      this.#innermost[phase - FOLD] = parent;
      parent.code.push({ kind: 'loop', region, again, maxIterations });
      return states;
    }
  }

  /** Writes the next values of carried registers, at the end of their phase. */
  carry(changes: readonly { readonly register: Register; readonly next: Register }[]): void {
    const moved = changes.filter(({ register, next }) => register !== next);
    const carried = new Set(moved.map(({ register }) => register.group));
    const held = moved.map(({ register, next }) => {
      if (!carried.has(next.group)) return next;
      const place = this.phases[register.group.phase - FOLD]!;
      const [copy] = this.#group(place, 1);
      write(place, copy!, next);
      return copy!;
    });
    for (const [i, { register }] of moved.entries()) {
      write(this.phases[register.group.phase - FOLD]!, register, held[i]!);
    }
  }

  /** `from`, copied if it is one of `states` that will be written over. */
  #hold(region: Region, states: readonly Register[], from: Register): Register {
    if (!states.some((state) => isSame(state, from))) return from;
    const [copy] = this.#group(region, 1);
    write(region, copy!, from);
    return copy!;
  }

  #group(region: Region, size: number): Register[] {
    return newGroup({ size, phase: region.phase, origin: { kind: 'written' }, region });
  }

  /** Where an operation on `args` belongs: the outermost place that runs whenever one of them changes. */
  #placeOf(args: readonly Register[]): Region {
    const phase = Math.max(phaseOf(args), FOLD) as Phase;
    let deepest = this.phases[phase - FOLD]!;
    for (const { group } of args) {
      if (group.phase !== phase) continue;
      const region = openAncestorOf(group.region);
      if (depthOf(region) > depthOf(deepest)) deepest = region;
    }
    return deepest;
  }
}

function isSame(a: Register, b: Register): boolean {
  return a.group === b.group && a.index === b.index;
}

function rootOf(phase: Phase): Region {
  return { phase, parent: null, code: [], isOpen: true };
}

function openAncestorOf(region: Region): Region {
  let at = region;
  while (!at.isOpen) at = at.parent!;
  return at;
}

function depthOf(region: Region): number {
  return region.parent === null ? 0 : 1 + depthOf(region.parent);
}

function write(region: Region, dst: Register, from: Register): void {
  push(region, [dst], [from], (of) => ({ op: 'copy', dst: of(dst), args: [of(from)] }));
}

function push(
  region: Region,
  writes: readonly Register[],
  reads: readonly Register[],
  number: (of: Numbering) => PlainInstruction,
): void {
  const response = reads.find(({ group }) => group.origin.kind === 'response');
  if (response !== undefined) throw new ResponseUsed(response);
  region.code.push({ kind: 'plain', writes, reads, number });
}

/** Code with numbers in place of registers. */
export function numbered(code: readonly DraftInstruction[], of: Numbering): Code {
  return code.map((instruction): Instruction => {
    if (instruction.kind === 'plain') return instruction.number(of);
    const { region, again, maxIterations } = instruction;
    return { op: 'loop', body: numbered(region.code, of), again: of(again), maxIterations };
  });
}
