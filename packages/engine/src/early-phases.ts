/** What a program's early phases make of a candidate: the registers that its last stage reads, trial by trial. */
import type { HoistedTrials, KernelPool } from '@likelihive/kernel';
import type { Program } from '@likelihive/model';
import type { SlotValue } from './slots.js';
import { isStraight, runStraight } from './straight.js';

/** A program with the inputs of its trials, and what was worked out of them once. */
export class EarlyPhases {
  readonly program: Program;
  readonly trials: number;
  readonly isStraight: boolean;
  readonly #inputs: Float64Array;
  #folded: Promise<HoistedTrials> | null = null;

  constructor(program: Program, inputs: Float64Array, trials: number) {
    this.program = program;
    this.trials = trials;
    this.isStraight = isStraight(program);
    this.#inputs = inputs;
  }

  /** Inputs of every trial, [trials * inputWidth]. */
  get inputs(): Float64Array {
    return this.#inputs;
  }

  /** Values of the wanted registers in trials `first` to `end - 1`, a column each. */
  async columns(
    pool: KernelPool,
    {
      slots,
      first,
      end,
      wanted,
    }: {
      readonly slots: readonly SlotValue[];
      readonly first: number;
      readonly end: number;
      readonly wanted: readonly number[];
    },
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<readonly Float64Array[]> {
    const { program } = this;
    if (this.isStraight) return runStraight(program, { inputs: this.#inputs, slots, first, end, wanted });
    const { values } = await this.table(pool, { slots, first, end, wanted }, options);
    return wanted.map((_, i) => columnOf(values, { place: i, width: wanted.length, length: end - first }));
  }

  /** The same as one table, [(end - first) * wanted], with how many trials had a loop cut off. */
  async table(
    pool: KernelPool,
    {
      slots,
      first,
      end,
      wanted,
    }: {
      readonly slots: readonly SlotValue[];
      readonly first: number;
      readonly end: number;
      readonly wanted: readonly number[];
    },
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<HoistedTrials> {
    const { program } = this;
    const folded = await this.#fold(pool);
    const begin = program.hoist.carried.length > 0 ? 0 : first; // what carries over begins with the first trial
    const width = this.trials === 0 ? 0 : folded.values.length / this.trials;
    const part = (array: Float64Array, size: number) => array.subarray(begin * size, end * size);
    const { values, truncated } = await pool.hoistProgram(
      program,
      {
        trials: end - begin,
        inputs: part(this.#inputs, program.inputWidth),
        slots: slots.map((slot) => (typeof slot === 'number' ? slot : slot.subarray(begin, end))),
        folded: width === 0 ? null : part(folded.values, width),
        wanted,
      },
      options,
    );
    return { values: values.subarray((first - begin) * wanted.length), truncated };
  }

  #fold(pool: KernelPool): Promise<HoistedTrials> {
    this.#folded ??= pool.foldProgram(this.program, { inputs: this.#inputs, trials: this.trials });
    return this.#folded;
  }
}

/** One column of a table. */
function columnOf(
  table: Float64Array,
  { place, width, length }: { readonly place: number; readonly width: number; readonly length: number },
): Float64Array {
  const column = new Float64Array(length);
  for (let t = 0; t < length; t += 1) column[t] = table[t * width + place]!;
  return column;
}
