/** What the addon reads of programs; see `include/kernel/program.hpp`. */
import type { NativeSamples } from './native.js';
import type { SampleScores } from './samples.js';
import type { Isa, StreamKey } from './types.js';

export interface NativePhase {
  readonly code: Int32Array;
  readonly carried: Int32Array;
  readonly initial: Float64Array;
}

/** See `kernel::ProgramCode`. */
export interface NativeProgram {
  readonly constants: Float64Array;
  readonly inputWidth: number;
  readonly slots: number;
  readonly registers: number;
  readonly fold: NativePhase;
  readonly hoist: NativePhase;
  readonly lanes: NativePhase;
  readonly outcomes: Int32Array;
}

/** See `kernel::ProgramInputs` and `kernel::HoistJob`. */
export interface NativeHoist {
  readonly program: NativeProgram;
  readonly isFold: boolean;
  readonly trials: number;
  readonly inputs: Float64Array;
  readonly slots: Float64Array;
  readonly slotVaries: Uint8Array;
  readonly folded: Float64Array;
  readonly wanted: Int32Array;
}

/** What a hoist gives, [trials * wanted], trial by trial. */
export interface HoistedTrials {
  readonly values: Float64Array;
  /** Trials in which a loop was cut off at its most iterations. */
  readonly truncated: number;
}

/** See `kernel::ProgramPaths`. */
export interface NativePaths {
  readonly program: NativeProgram;
  readonly trials: number;
  readonly hoisted: Float64Array;
  readonly key: StreamKey;
  readonly estimates: number;
  readonly isDouble: boolean;
  readonly isa: Isa | null;
  readonly blockSize: number;
}

/** See `kernel::ProgramLikelihoodJob`. */
export interface NativeProgramLikelihood extends NativePaths {
  readonly observed: {
    /** Of each outcome how many values it can have, 0 for the continuous one; `values` holds all of them. */
    readonly counts: Int32Array;
    readonly values: Float64Array;
    readonly categorical: Uint8Array;
    readonly continuous: Float64Array | null;
    readonly include: Uint8Array;
  };
  readonly density: NativeSamples['density'];
  readonly range: NativeSamples['range'];
  readonly lapse: NativeSamples['lapse'];
  readonly standardError: boolean;
}

/** One evaluation's answer, from the lanes of a program. */
export interface ProgramScores extends SampleScores {
  /** Paths in which a loop was cut off. */
  readonly truncated: number;
  /** Iterations of outermost loops, over all paths. */
  readonly steps: number;
}

/** Every path's outcomes, [trials * estimates * outcomes], trial by trial, outcomes innermost. */
export interface ProgramSamples {
  readonly samples: Float64Array;
  /** Paths in which a loop was cut off at its most iterations; their outcomes are NaN. */
  readonly truncated: number;
  /** Iterations of outermost loops, over all paths. */
  readonly steps: number;
}
