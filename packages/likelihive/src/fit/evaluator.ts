/** What a fit needs of whatever scores its candidates: this process or a cluster. */
import type { FitCluster } from './fit-result.js';

/** The score of one candidate, or why there is none. */
export type Scored =
  | {
      readonly kind: 'scored';
      readonly value: number;
      readonly perTrial: Float64Array;
      /** Standard error of `value`; null unless the likelihood asks for it. */
      readonly logLikSd: number | null;
      readonly truncated: number;
      /** Every objective's value, where there are several. */
      readonly values?: readonly number[];
    }
  | { readonly kind: 'failed'; readonly reason: string };

/** One scoring of one candidate. */
export interface Scoring {
  /** Different from that of any other that is in flight. */
  readonly index: number;
  readonly theta: Float64Array;
  /** Of its random streams: `evaluationSeed` for the fit's own evaluations. */
  readonly seed: number;
}

/** Scores the candidates of one fit. */
export interface Evaluator {
  /** Scores a candidate; rejects when it is aborted and when nothing can be scored any more. */
  score(scoring: Scoring, signal?: AbortSignal): Promise<Scored>;
  /** Room at the workers now, for samplers whose candidates are independent; undefined in this process. */
  readonly capacity: (() => number) | undefined;
  /** Workers alive now; null in this process. */
  readonly workers: (() => number) | null;
  /** What the result says about the cluster. */
  cluster(): FitCluster | null;
  /** Lets go of what it holds; what is in flight is given up. */
  close(): Promise<void>;
}
