/** The shapes of `sepcma.json`, `lra_cma.json` and `cmawm.json`, and how to put their numbers into a `CmaEs`. */
import { CmaEs, type CmaEsOptions, type CmaEsState, type LearningRates } from '../src/index.js';
import type { RecordedRun as PlainRun, RecordedConstants } from './cma-golden.js';
import { fromUpperTriangle, golden, worstDifference } from './golden.js';

export interface RecordedState {
  readonly g: number;
  readonly mean: number[];
  readonly sigma: number;
  readonly p_sigma: number[];
  readonly p_c: number[];
  readonly C: number[];
  readonly A?: number[] | null;
  readonly eta_mean?: number;
  readonly eta_Sigma?: number;
  readonly E_mean?: number[];
  readonly E_Sigma?: number[];
  readonly V_mean?: number;
  readonly V_Sigma?: number;
}

export interface RecordedGeneration {
  readonly D?: number[];
  readonly B?: number[][];
  readonly z: (number[] | { tries: number[][] })[];
  readonly x: number[][];
  readonly x_for_tell?: number[][];
  readonly values: (number | string)[];
  readonly after: RecordedState;
  readonly stop: string[];
}

export interface RecordedRun extends Omit<PlainRun, 'initial' | 'generations'> {
  readonly initial: RecordedState;
  readonly generations: RecordedGeneration[];
  readonly steps?: number[];
}

/** The variants, with the tolerances that their files state. */
export const VARIANTS = [
  { variant: 'separable', oneStep: 1e-12, chained: 1e-9, ...golden<File>('sepcma.json') },
  { variant: 'learningRateAdaptation', oneStep: 1e-10, chained: 1e-7, ...golden<File>('lra_cma.json') },
  { variant: 'steps', oneStep: 1e-12, chained: 1e-10, ...golden<File>('cmawm.json') },
] as const;

export type Variant = (typeof VARIANTS)[number]['variant'];

interface File {
  readonly runs: RecordedRun[];
  readonly constants?: RecordedConstants[];
}

/** A recorded state in our words. */
export function stateOf(recorded: RecordedState): Partial<CmaEsState> {
  const n = recorded.mean.length;
  return {
    generation: recorded.g,
    mean: Float64Array.from(recorded.mean),
    sigma: recorded.sigma,
    pSigma: Float64Array.from(recorded.p_sigma),
    pC: Float64Array.from(recorded.p_c),
    C: covarianceOf(recorded.C, n),
    ...(recorded.A == null ? {} : { A: Float64Array.from(recorded.A) }),
    learningRates: ratesOf(recorded),
  };
}

/** A diagonal (n > 1) or an upper triangle. */
function covarianceOf(C: readonly number[], n: number): Float64Array {
  if (C.length !== n) return fromUpperTriangle(C, n);
  return Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? C[at / (n + 1)]! : 0));
}

function ratesOf({ eta_mean, eta_Sigma, E_mean, E_Sigma, V_mean, V_Sigma }: RecordedState): LearningRates | null {
  if (eta_mean === undefined) return null;
  return {
    etaMean: eta_mean,
    etaSigma: eta_Sigma!,
    EMean: Float64Array.from(E_mean!),
    ESigma: Float64Array.from(E_Sigma!),
    VMean: V_mean!,
    VSigma: V_Sigma!,
  };
}

/** A `CmaEs` with the run's options that goes on from `state`. */
export function cmaOf(
  run: RecordedRun,
  { variant, state, normals = () => Number.NaN }: { variant: Variant; state: RecordedState; normals?: () => number },
): CmaEs {
  const chosen: Partial<CmaEsOptions> = variant === 'steps' ? { steps: run.steps! } : { [variant]: true };
  return new CmaEs({
    mean: run.mean0,
    sigma: run.sigma0,
    bounds: run.bounds ?? undefined,
    populationSize: run.popsize,
    maxResampling: run.n_max_resampling,
    state: stateOf(state),
    normals,
    ...chosen,
  });
}

/** The solutions that a recorded generation was told. */
export function toldOf({ x, x_for_tell, values }: RecordedGeneration): { x: number[]; value: number }[] {
  return (x_for_tell ?? x).map((told, k) => ({ x: told, value: Number(values[k]) }));
}

/** How far a state is from a recorded one, relative to max(1, |v|), over all fields that were recorded. */
export function distance(state: CmaEsState, recorded: RecordedState): number {
  const expected = stateOf(recorded);
  const rates = expected.learningRates ?? null;
  const flat = ({ etaMean, etaSigma, EMean, ESigma, VMean, VSigma }: LearningRates) => [
    ...[etaMean, etaSigma, VMean, VSigma],
    ...EMean,
    ...ESigma,
  ];
  return Math.max(
    worstDifference([state.generation, state.sigma], [recorded.g, recorded.sigma]),
    worstDifference(state.mean, recorded.mean),
    worstDifference(state.pSigma, recorded.p_sigma),
    worstDifference(state.pC, recorded.p_c),
    worstDifference(state.C, expected.C!),
    expected.A === undefined ? 0 : worstDifference(state.A, expected.A),
    rates === null ? 0 : worstDifference(flat(state.learningRates!), flat(rates)),
  );
}
