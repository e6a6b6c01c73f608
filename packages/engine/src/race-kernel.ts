/** What the kernel's pool does with races. */
import type { KernelPool, Lapse, StreamKey } from '@likelihive/kernel';
import type { RaceBlock } from './samples-of-lanes.js';

/** Races on a pool. */
export interface RaceKernel {
  simulateRace(
    task: RaceBlock & { readonly key: StreamKey; readonly estimates: number },
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<{ readonly rt: Float64Array; readonly outcome: Uint8Array; readonly truncated: number }>;
  raceLogLikelihood(
    task: RaceBlock & {
      readonly observed: {
        readonly choice: Uint8Array | null;
        readonly rt: Float64Array | null;
        readonly include: Uint8Array;
      };
      readonly floor: number | null;
      readonly rtRange: readonly [low: number, high: number] | null;
      readonly censorAfter: number | null;
      readonly lapse: Lapse | null;
    },
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<{ readonly logLikelihood: Float64Array }>;
}

/** The pool as one that runs races. */
export function racesOf(pool: KernelPool): RaceKernel {
  return pool as KernelPool & RaceKernel;
}
