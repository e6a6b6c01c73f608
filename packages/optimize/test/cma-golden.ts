/** The shape of `cma.json` and the two ways to put its numbers into a `CmaEs`. */
import { CmaEs, type CmaEsState } from '../src/index.js';
import { fromUpperTriangle, golden, worstDifference } from './golden.js';

export interface RecordedState {
  readonly g: number;
  readonly mean: number[];
  readonly sigma: number;
  readonly p_sigma: number[];
  readonly p_c: number[];
  readonly C: number[];
}

export interface RecordedGeneration {
  readonly D: number[];
  readonly B?: number[][];
  readonly z: (number[] | { tries: number[][] })[];
  readonly x: number[][];
  readonly values: (number | string)[];
  readonly clipped?: number[];
  readonly after: RecordedState;
  readonly stop: string[];
}

export interface RecordedRun {
  readonly name: string;
  readonly n: number;
  readonly popsize: number;
  readonly sigma0: number;
  readonly mean0: number[];
  readonly bounds: [number, number][] | null;
  readonly n_max_resampling: number;
  readonly initial: RecordedState;
  readonly generations: RecordedGeneration[];
}

export interface RecordedConstants {
  readonly n: number;
  readonly popsize: number;
  readonly mu: number;
  readonly weights: number[];
  readonly mu_eff: number;
  readonly c_sigma: number;
  readonly d_sigma: number;
  readonly c_c: number;
  readonly c_1: number;
  readonly c_mu: number;
  readonly c_m: number;
  readonly chi_n: number;
  readonly funhist_term: number;
}

export interface StopCase {
  readonly label: string;
  readonly n: number;
  readonly popsize: number;
  readonly sigma0: number;
  readonly g: number;
  readonly mean: number[];
  readonly sigma: number;
  readonly p_c: number[];
  readonly C: number[];
  readonly funhist: { term: number; values: number[] | string };
  readonly flags: Record<string, boolean>;
  readonly should_stop: boolean;
}

export const RECORDED = golden<{
  constants: RecordedConstants[];
  runs: RecordedRun[];
  stop_cases: StopCase[];
  repair: { bounds: [number, number][]; cases: { x: number[]; feasible: boolean; repaired: number[] }[] };
}>('cma.json');

/** A recorded state in our words; `generation` too, which the value history does not go with. */
export function stateOf(recorded: RecordedState): Partial<CmaEsState> {
  return {
    generation: recorded.g,
    mean: Float64Array.from(recorded.mean),
    sigma: recorded.sigma,
    pSigma: Float64Array.from(recorded.p_sigma),
    pC: Float64Array.from(recorded.p_c),
    C: fromUpperTriangle(recorded.C, recorded.mean.length),
  };
}

/** A `CmaEs` with the run's options, that goes on from `state` and draws `normals`. */
export function cmaOf(run: RecordedRun, state: RecordedState, normals: () => number = noNormals): CmaEs {
  return new CmaEs({
    mean: run.mean0,
    sigma: run.sigma0,
    bounds: run.bounds ?? undefined,
    populationSize: run.popsize,
    maxResampling: run.n_max_resampling,
    state: stateOf(state),
    normals,
  });
}

/** The solutions that a recorded generation was told. */
export function toldOf(generation: RecordedGeneration): { x: number[]; value: number }[] {
  return generation.x.map((x, k) => ({ x, value: Number(generation.values[k]) }));
}

/** How far a state is from a recorded one, relative to max(1, |v|), over all fields. */
export function distance(state: CmaEsState, recorded: RecordedState): number {
  const expected = stateOf(recorded);
  return Math.max(
    worstDifference([state.generation, state.sigma], [recorded.g, recorded.sigma]),
    worstDifference(state.mean, recorded.mean),
    worstDifference(state.pSigma, recorded.p_sigma),
    worstDifference(state.pC, recorded.p_c),
    worstDifference(state.C, expected.C!),
  );
}

function noNormals(): number {
  throw new Error('this test draws no normals');
}
