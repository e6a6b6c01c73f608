/**
 * The compiled addon, exactly as C++ exports it: same names as `binding/addon.cpp`.
 *
 * Nothing here checks, defaults or converts: that is done by the files that call it. Nothing outside `cpp-core/ts` may
 * import this file, and no other file loads the addon. It is loaded at its first use, so that a program whose kernel
 * is not built can still say so in its own way.
 */
import { createRequire } from 'node:module';
import type { DdmExactTask, ExactScores } from './exact.js';
import type {
  HoistedTrials,
  NativeHoist,
  NativePaths,
  NativeProgramLikelihood,
  ProgramSamples,
  ProgramScores,
} from './native-program.js';
import type {
  RaceDecisions,
  RaceExactTask,
  RaceLikelihoodTask,
  RaceName,
  RaceScores,
  SampledRaceScores,
} from './race.js';
import type { SampleScores } from './samples.js';
import type { DdmTrials, DensityOptions, HistogramOptions, Isa, Lapse, ObservedTrials, StreamKey } from './types.js';

/** What `Pool.simulate` reads; see `kernel::SimulateJob`. */
export interface NativeSimulation {
  readonly trials: DdmTrials & { readonly leak?: number };
  readonly key: StreamKey;
  readonly estimates: number;
  readonly isa: Isa | null;
}

/** What `Pool.logLikelihood` reads; see `kernel::LikelihoodJob`. */
export interface NativeLikelihood extends NativeSimulation {
  readonly observed: ObservedTrials;
  readonly group: Int32Array | null;
  readonly density: DensityOptions & { readonly floor: number | null };
  readonly rtRange: { readonly low: number; readonly high: number } | null;
  readonly censorAfter?: number | null | undefined;
  readonly lapse: Lapse | null;
  readonly standardError?: boolean | undefined;
}

/** What `Pool.exactLogLikelihood` reads; see `kernel::ExactJob`. */
export interface NativeExact extends Pick<DdmExactTask, 'conditions' | 'observed' | 'floor' | 'lapse'> {
  /** Of the Euler walk; null for the continuous process. */
  readonly timeStepSize: number | null;
  readonly rtRange: { readonly low: number; readonly high: number } | null;
  readonly censorAfter: number | null;
  readonly gradient: 0 | 1;
}

/** A race over trials; v, m and s have a value for each accumulator of each trial. See `kernel::RaceTrials`. */
export interface NativeRace {
  readonly race: RaceName;
  readonly accumulators: number;
  readonly drift: 'untruncated' | 'positive';
  readonly parameters: Readonly<Record<string, Float64Array>>;
}

/** What `Pool.simulateRace` reads; see `kernel::RaceSimulateJob`. */
export interface NativeRaceSimulation extends NativeRace {
  readonly key: StreamKey;
  readonly estimates: number;
  readonly isa: Isa | null;
}

/** What `Pool.raceLogLikelihood` reads; see `kernel::RaceScoreJob`. */
export interface NativeRaceScore extends NativeRace, Pick<RaceExactTask, 'observed' | 'floor' | 'lapse'> {
  readonly rtRange: { readonly low: number; readonly high: number } | null;
  readonly censorAfter: number | null;
}

/** What `Pool.sampleLogLikelihood` reads; see `kernel::SampleJob`. Outcomes lie one after the other. */
export interface NativeSamples {
  readonly estimates: number;
  readonly outcomes: number;
  readonly categorical: Uint8Array;
  readonly continuous: Float64Array | null;
  readonly origin: Float64Array | null;
  readonly observed: {
    readonly categorical: Uint8Array;
    readonly continuous: Float64Array | null;
    readonly include: Uint8Array;
  };
  readonly density: DensityOptions & { readonly floor: number | null };
  readonly range: { readonly low: number; readonly high: number } | null;
  readonly lapse: { readonly probability: number; readonly likelihood: number } | null;
  readonly standardError: boolean;
}

/** What `Pool.raceSimulatedLogLikelihood` reads; see `kernel::RaceSampleJob`. */
export interface NativeRaceLikelihood
  extends NativeRaceSimulation,
    Pick<RaceLikelihoodTask, 'observed' | 'group' | 'density' | 'lapse'> {
  readonly rtRange: { readonly low: number; readonly high: number } | null;
  readonly censorAfter: number | null;
}

/** Every field of `kernel::WienerProcess`; see `include/kernel/wiener.hpp`. */
export interface NativeWiener {
  readonly drift: number;
  readonly threshold: number;
  readonly noise: number;
  readonly startingValue: number;
  readonly nonDecisionTime: number;
  readonly driftSd: number;
  readonly startingValueRange: number;
  readonly nonDecisionTimeRange: number;
  readonly accuracy: number;
}

/** What every call about the Euler walk reads; see `kernel::EulerWalk`. */
export interface NativeEuler {
  readonly drift: number;
  readonly threshold: number;
  readonly noise: number;
  readonly startingValue: number;
  readonly timeStepSize: number;
}

/** See `kernel::Course`. */
export type NativeCourse =
  | { readonly kind: 'table'; readonly times: Float64Array; readonly values: Float64Array }
  | {
      readonly kind: 'constant' | 'switch' | 'linear' | 'exponential' | 'hyperbolic';
      readonly first: number;
      readonly second: number;
      readonly when: number;
    };

interface NativePassage {
  readonly times: Float64Array;
  readonly drift: NativeCourse;
  readonly threshold: NativeCourse;
  readonly leak: number;
  readonly noise: number;
  readonly startingValue: number;
  readonly accuracy: number;
}

type Responses = NativeWiener & { readonly rt: Float64Array; readonly outcome: Uint8Array };
type Choices<Parameters> = Parameters & { readonly rt: Float64Array; readonly choice: Uint8Array; readonly t0: number };
type Race = { readonly b: number; readonly A: number; readonly v: Float64Array; readonly s: Float64Array };

export interface NativePool {
  /** Steps and outcomes [trials * estimates], trial-major. Inputs are copied before it returns. */
  simulate(
    ticket: number,
    task: NativeSimulation,
  ): Promise<{ steps: Int32Array; outcome: Uint8Array; truncated: number }>;
  /** Log-likelihood by trial. Inputs are copied before it returns. */
  logLikelihood(
    ticket: number,
    task: NativeLikelihood,
  ): Promise<{ logLikelihood: Float64Array; truncated: number; steps: number; standardError: number | null }>;
  /** Log-likelihood by trial, without simulation. Inputs are copied before it returns. */
  exactLogLikelihood(ticket: number, task: NativeExact): Promise<ExactScores>;
  /** Values of registers by trial. Inputs are copied before it returns. */
  hoist(ticket: number, task: NativeHoist): Promise<HoistedTrials>;
  /** Outcomes of a program's lanes. Inputs are copied before it returns. */
  simulateProgram(ticket: number, task: NativePaths): Promise<ProgramSamples>;
  /** Log-likelihood by trial, from a program's lanes. Inputs are copied before it returns. */
  programLogLikelihood(ticket: number, task: NativeProgramLikelihood): Promise<ProgramScores>;
  /** Decisions of a race. Inputs are copied before it returns. */
  simulateRace(ticket: number, task: NativeRaceSimulation): Promise<RaceDecisions>;
  /** Log-likelihood by trial of a race, without simulation. Inputs are copied before it returns. */
  raceLogLikelihood(ticket: number, task: NativeRaceScore): Promise<RaceScores>;
  /** Log-likelihood by trial, from samples. Inputs are copied before it returns. */
  sampleLogLikelihood(ticket: number, task: NativeSamples): Promise<SampleScores>;
  /** Log-likelihood by trial of a race, of decisions drawn. Inputs are copied before it returns. */
  raceSimulatedLogLikelihood(ticket: number, task: NativeRaceLikelihood): Promise<SampledRaceScores>;
  /** Asks the job of that ticket to end early; nothing if it is done. */
  cancel(ticket: number): void;
  /** Cancels every job and waits for the threads to end. */
  close(): void;
}

export interface Native {
  readonly Pool: new (threads: number) => NativePool;
  /** What was built and what runs here; see `include/kernel/isa.hpp`. */
  info(): { isa: Isa; isas: Isa[]; compiler: string };
  /** See `kernel::sample_density` in `include/kernel/density.hpp`. */
  kernelDensity(task: HistogramOptions & { sample: Float64Array; estimator: string; bandwidth: number | null }): {
    axis: Float64Array;
    density: Float64Array;
  };
  /** See `include/kernel/wiener.hpp`. */
  wienerLogDensity(task: Responses): Float64Array;
  wienerLogDensityGradient(task: Responses): {
    drift: Float64Array;
    threshold: Float64Array;
    startingValue: Float64Array;
    nonDecisionTime: Float64Array;
  };
  wienerChoiceProbability(task: NativeWiener): { upper: number; lower: number };
  wienerCdf(task: Responses): Float64Array;
  /** See `include/kernel/euler_law.hpp`. */
  eulerLogDensity(task: NativeEuler & Omit<Responses, keyof NativeWiener> & { nonDecisionTime: number }): Float64Array;
  eulerStepProbabilities(
    task: NativeEuler & {
      readonly leak: number;
      readonly switchAfterStep: number;
      readonly driftAfter: number;
      readonly thresholds: Float64Array | null;
      readonly steps: number;
    },
  ): { upper: Float64Array; lower: Float64Array };
  /** See `include/kernel/first_passage.hpp`. */
  firstPassageDensity(task: NativePassage): { upper: Float64Array; lower: Float64Array };
  /** See `include/kernel/lba.hpp` and its neighbours. */
  lbaLogDensity(task: Choices<Race & { readonly drift: string }>): Float64Array;
  lognormalRaceLogDensity(task: Choices<{ readonly m: Float64Array; readonly s: Float64Array }>): Float64Array;
  racingDiffusionLogDensity(task: Choices<Race>): Float64Array;
  shiftedWaldLogDensity(task: Choices<{ readonly a: number; readonly v: number; readonly s: number }>): Float64Array;
}

let loaded: Native | undefined;

/** The addon; an error that names the command which builds it, where there is none. */
export function native(): Native {
  loaded ??= load();
  return loaded;
}

function load(): Native {
  try {
    return createRequire(import.meta.url)('../build/kernel.node') as Native;
  } catch (cause) {
    throw new Error('the kernel cannot be loaded: run ./scripts/build to build it', { cause });
  }
}
