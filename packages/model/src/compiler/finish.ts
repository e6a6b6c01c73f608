/** From a draft to the registers and code of a program: what nothing reads is left out, the rest gets numbers. */
import type { Carried, Phase as ProgramPhase } from '../program/program.js';
import { type Draft, numbered } from './draft.js';
import type { DraftInstruction, Group, Register } from './registers.js';

/** A draft with numbers: the parts of a program that do not depend on its last stage. */
export interface Finished {
  readonly constants: Float64Array;
  readonly registers: number;
  readonly fold: ProgramPhase;
  readonly hoist: ProgramPhase;
  readonly lanes: ProgramPhase;
  /** The number of a register that was among the `wanted`. */
  readonly numberOf: (register: Register) => number;
}

/** What of a draft the outcome of a trial, or of a later one, depends on. */
export function liveGroups(draft: Draft, wanted: readonly Register[]): ReadonlySet<Group> {
  const live = new Set<Group>(wanted.map(({ group }) => group));
  for (let before = -1; before !== live.size; ) {
    before = live.size;
    for (const { code } of draft.phases) for (const instruction of code) visit(instruction, live);
  }
  return live;
}

/** Whether an instruction is live; adds what it reads. */
function visit(instruction: DraftInstruction, live: Set<Group>): boolean {
  if (instruction.kind === 'plain') {
    if (!instruction.writes.some(({ group }) => live.has(group))) return false;
    for (const { group } of [...instruction.writes, ...instruction.reads]) live.add(group);
    return true;
  }
  const isLive = instruction.region.code.map((inner) => visit(inner, live)).includes(true);
  if (isLive) live.add(instruction.again.group);
  return isLive;
}

function prune(code: readonly DraftInstruction[], live: ReadonlySet<Group>): readonly DraftInstruction[] {
  return code.flatMap((instruction): DraftInstruction[] => {
    if (instruction.kind === 'plain')
      return instruction.writes.some(({ group }) => live.has(group)) ? [instruction] : [];
    const body = prune(instruction.region.code, live);
    return body.length === 0 ? [] : [{ ...instruction, region: { ...instruction.region, code: [...body] } }];
  });
}

/** Leaves out what is not live and numbers the rest: constants, inputs, slots, then what is carried or written. */
export function finish(
  draft: Draft,
  wanted: readonly Register[],
  { inputWidth, slots }: { readonly inputWidth: number; readonly slots: number },
): Finished {
  const live = liveGroups(draft, wanted);
  const codes = draft.phases.map(({ code }) => prune(code, live));
  const used = new Set<Group>(wanted.map(({ group }) => group));
  for (const code of codes) collect(code, used);
  const constants = [...used].filter(({ origin }) => origin.kind === 'constant');
  const first = new Map<Group, number>();
  for (const group of constants) first.set(group, first.size);
  let next = constants.length + inputWidth + slots;
  const carried: Carried[][] = [[], [], []];
  for (const group of used) {
    const { origin } = group;
    if (origin.kind === 'constant') continue;
    if (origin.kind === 'input') first.set(group, constants.length + origin.first);
    else if (origin.kind === 'slot') first.set(group, constants.length + inputWidth + origin.slot);
    else {
      first.set(group, next);
      if (origin.kind === 'carried') {
        for (const [i, initial] of origin.initial.entries())
          carried[group.phase - 1]!.push({ register: next + i, initial });
      }
      next += group.size;
    }
  }
  const numberOf = ({ group, index }: Register) => first.get(group)! + index;
  const [fold, hoist, lanes] = codes.map((code, i) => ({ code: numbered(code, numberOf), carried: carried[i]! }));
  const values = constants.map(({ origin }) => (origin.kind === 'constant' ? origin.value : 0));
  return {
    constants: Float64Array.from(values),
    registers: next,
    fold: fold!,
    hoist: hoist!,
    lanes: lanes!,
    numberOf,
  };
}

function collect(code: readonly DraftInstruction[], used: Set<Group>): void {
  for (const instruction of code) {
    if (instruction.kind === 'loop') {
      used.add(instruction.again.group);
      collect(instruction.region.code, used);
    } else {
      for (const { group } of [...instruction.reads, ...instruction.writes]) used.add(group);
    }
  }
}
