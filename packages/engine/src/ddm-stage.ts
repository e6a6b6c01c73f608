/** A program that ends in one drift diffusion: its parameters in each trial, and what was seen of it. */
import type { DdmTrials, KernelPool, ObservedTrials } from '@likelihive/kernel';
import type { LastStage, Recipe } from '@likelihive/model';
import type { EarlyPhases } from './early-phases.js';
import type { SlotValue } from './slots.js';

/** The last stage of such a program. */
export type DdmStage = LastStage & { readonly kind: 'ddm' };

/** Its parameters in a block of trials, a number a trial. */
export interface DdmColumns {
  readonly drift: Float64Array;
  readonly threshold: Float64Array;
  readonly noise: Float64Array;
  readonly startingValue: Float64Array;
  readonly offset: Float64Array;
  readonly nonDecisionTime: Float64Array;
}

const NAMES = ['drift', 'threshold', 'noise', 'startingValue', 'offset', 'nonDecisionTime'] as const;

/** Registers of the columns, in the order of `NAMES`. */
export function ddmRegisters(last: DdmStage): readonly number[] {
  return NAMES.map((name) => last[name]);
}

/** What the early phases give the diffusion in trials `first` to `end - 1`. */
export async function ddmColumns(
  pool: KernelPool,
  { early, last }: { readonly early: EarlyPhases; readonly last: DdmStage },
  block: { readonly slots: readonly SlotValue[]; readonly first: number; readonly end: number },
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<DdmColumns> {
  const columns = await early.columns(pool, { ...block, wanted: ddmRegisters(last) }, options);
  return ddmColumnsOf(columns);
}

/** Columns by name, from those of `ddmRegisters`. */
export function ddmColumnsOf(columns: readonly Float64Array[]): DdmColumns {
  return Object.fromEntries(NAMES.map((name, i) => [name, columns[i]!])) as unknown as DdmColumns;
}

/** Walks of a block of trials. */
export function walksOf(columns: DdmColumns, { timeStepSize }: DdmStage, maxSteps: number): DdmTrials {
  return { ...columns, timeStepSize, maxSteps };
}

/** What was seen of trials `first` to `end - 1`: choice and response time, those that were recorded. */
export function ddmObserved(
  { observed }: Recipe,
  { outcomes }: DdmStage,
  { first, end }: { readonly first: number; readonly end: number },
): ObservedTrials {
  let choice: Uint8Array | null = null;
  let rt: Float64Array | null = null;
  for (const [i, shown] of outcomes.entries()) {
    const outcome = observed.outcomes[i]!;
    if (shown === 'decision' && outcome.kind === 'categorical') choice = outcome.codes.subarray(first, end);
    if (shown === 'response-time' && outcome.kind === 'continuous') rt = outcome.values.subarray(first, end);
  }
  return { choice, rt, include: observed.include.subarray(first, end) };
}
