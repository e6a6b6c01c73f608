/** Registers of a program that is being written: groups of neighbours, by phase and by the loop that writes them. */
import type { Instruction } from '../program/program.js';

/** When a value is known: as it is written, once a fit, once a candidate, or once an estimate. */
export type Phase = 0 | 1 | 2 | 3;
export const CONSTANT: Phase = 0;
export const FOLD: Phase = 1;
export const HOIST: Phase = 2;
export const LANES: Phase = 3;

/** Names of the phases, by their number. */
export const PHASE_NAMES = ['constant', 'fold', 'hoist', 'lanes'] as const;

/** Where a group's values come from. */
export type Origin =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'input'; readonly first: number }
  | { readonly kind: 'slot'; readonly slot: number }
  | { readonly kind: 'carried'; readonly initial: readonly number[] }
  /** What a last stage shows of a node; nothing can be computed with it. A program does not show its `evidence`. */
  | { readonly kind: 'response'; readonly node: number; readonly shows: 'decision' | 'response-time' | 'evidence' }
  | { readonly kind: 'written' };

/** Neighbouring registers. */
export interface Group {
  readonly size: number;
  readonly phase: Phase;
  readonly origin: Origin;
  /** The loop's body, or the phase's own code, in which it is written. */
  readonly region: Region;
}

/** One register. */
export interface Register {
  readonly group: Group;
  readonly index: number;
}

/** Code of a loop's body, or of a phase. */
export interface Region {
  readonly phase: Phase;
  readonly parent: Region | null;
  readonly code: DraftInstruction[];
  isOpen: boolean;
}

/** Gives a register its number. */
export type Numbering = (register: Register) => number;

/** An instruction whose registers have no numbers yet. */
export type DraftInstruction =
  | { readonly kind: 'loop'; readonly region: Region; readonly again: Register; readonly maxIterations: number }
  | {
      readonly kind: 'plain';
      readonly writes: readonly Register[];
      readonly reads: readonly Register[];
      readonly number: (of: Numbering) => Exclude<Instruction, { op: 'loop' }>;
    };

/** The registers of a new group. */
export function newGroup(group: Group): Register[] {
  return Array.from({ length: group.size }, (_, index) => ({ group, index }));
}

/** The constant that a register holds, or null. */
export function constantOf({ group }: Register): number | null {
  return group.origin.kind === 'constant' ? group.origin.value : null;
}

/** The latest phase of `registers`; a value of constants alone is known before any phase. */
export function phaseOf(registers: readonly Register[]): Phase {
  return Math.max(CONSTANT, ...registers.map(({ group }) => group.phase)) as Phase;
}

/** Whether `registers` are whole neighbours in order, as spans must be. */
export function areNeighbours(registers: readonly Register[]): boolean {
  const first = registers[0];
  return (
    first !== undefined && registers.every(({ group, index }, i) => group === first.group && index === first.index + i)
  );
}
