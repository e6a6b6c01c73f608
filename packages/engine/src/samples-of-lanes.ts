/** What the lanes of a program, or a race, show: samples of each outcome, trial by trial, for blocks that fit in memory. */
import { type KernelPool, laneInputs } from '@likelihive/kernel';
import type { LastStage, Program } from '@likelihive/model';
import type { EarlyPhases } from './early-phases.js';
import { keyOf } from './shard.js';
import type { SlotValue } from './slots.js';

/** Samples of a block of trials. */
export interface BlockSamples {
  /** Of each outcome, [trials * estimates], trial by trial; NaN where a path was cut off. */
  readonly outcomes: readonly Float64Array[];
  readonly truncated: number;
  /** Iterations of loops, over all paths; 0 for a race. */
  readonly steps: number;
  /** Where each trial's response times begin; null where that is not known. */
  readonly origin: Float64Array | null;
}

/** What is to be sampled. */
export interface SampledBlock {
  readonly purpose: 'simulate' | 'fit' | 'predict';
  readonly seed: number;
  readonly estimates: number;
  /** Index of the first of them; 0 unless given. */
  readonly firstEstimate?: number | undefined;
  readonly slots: readonly SlotValue[];
  readonly first: number;
  readonly end: number;
}

/** Draws samples of trials `first` to `end - 1`. */
export type DrawSamples = (
  pool: KernelPool,
  block: SampledBlock,
  options?: { readonly signal?: AbortSignal | undefined },
) => Promise<BlockSamples>;

/** How samples of a program's last stage are drawn; null where a kernel of its own walks it. */
export function drawsOf(early: EarlyPhases): DrawSamples | null {
  const { program } = early;
  switch (program.last.kind) {
    case 'lanes':
      return lanesDraws(early, program, program.last.outcomes.length);
    case 'race':
      return raceDraws(early, program.last);
    case 'ddm':
      return null;
  }
}

function lanesDraws(early: EarlyPhases, program: Program, outcomes: number): DrawSamples {
  const wanted = laneInputs(program);
  return async (pool, { purpose, seed, estimates, firstEstimate, slots, first, end }, options = {}) => {
    // What carries over begins with the first trial, noisy or not.
    const begin = program.split === 'estimates' ? 0 : first;
    const { values } = await early.table(pool, { slots, first: begin, end, wanted }, options);
    const { mechanism, ...key } = keyOf(purpose, { seed, mechanism: 0, firstTrial: begin });
    const task = { trials: end - begin, hoisted: values, key: { ...key, firstEstimate }, estimates };
    const { samples, truncated, steps } = await pool.simulateProgram(program, task, options);
    const skipped = (first - begin) * estimates;
    const columns = Array.from({ length: outcomes }, (_, o) =>
      Float64Array.from({ length: (end - first) * estimates }, (_, i) => samples[(skipped + i) * outcomes + o]!),
    );
    return { outcomes: columns, truncated, steps, origin: null };
  };
}

/** A race as the last stage. */
export type RaceStage = LastStage & { readonly kind: 'race' };

/** A race's parameters over a block of trials, as the kernel takes them. */
export interface RaceBlock {
  readonly race: RaceStage['race'];
  readonly accumulators: number;
  readonly trials: number;
  readonly parameters: Readonly<Record<string, Float64Array>>;
  readonly drift?: 'untruncated' | 'positive';
}

/** What the early phases give a race in trials `first` to `end - 1`. */
export async function raceBlock(
  pool: KernelPool,
  { early, last }: { readonly early: EarlyPhases; readonly last: RaceStage },
  { slots, first, end }: Pick<SampledBlock, 'slots' | 'first' | 'end'>,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<RaceBlock> {
  const names = Object.keys(last.parameters);
  const accumulators =
    last.race === 'shifted-wald' ? 1 : Math.max(...names.map((name) => last.parameters[name]!.length));
  const trials = end - first;
  const parameters: Record<string, Float64Array> = {};
  for (const name of names) {
    const columns = await early.columns(pool, { slots, first, end, wanted: last.parameters[name]! }, options);
    const isEach = columns.length === accumulators;
    const values = new Float64Array(trials * columns.length);
    for (const [a, column] of columns.entries()) {
      for (let t = 0; t < trials; t += 1) values[isEach ? t * accumulators + a : t] = column[t]!;
    }
    parameters[name] = values;
  }
  return { race: last.race, accumulators, trials, parameters, ...(last.drift !== null && { drift: last.drift }) };
}

function raceDraws(early: EarlyPhases, last: RaceStage): DrawSamples {
  return async (pool, { purpose, seed, estimates, firstEstimate, slots, first, end }, options = {}) => {
    const block = await raceBlock(pool, { early, last }, { slots, first, end }, options);
    const key = { ...keyOf(purpose, { seed, mechanism: last.stream, firstTrial: first }), firstEstimate };
    const { rt, outcome, truncated } = await pool.simulateRace({ ...block, key, estimates }, options);
    const outcomes = last.outcomes.map((shown) =>
      shown === 'response-time'
        ? rt
        : Float64Array.from(outcome, (winner) => (winner === NOBODY ? Number.NaN : winner)),
    );
    return { outcomes, truncated, steps: 0, origin: block.parameters.t0 ?? null };
  };
}

/** The winner of a race that nobody finishes. */
const NOBODY = 255;
