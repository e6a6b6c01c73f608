/** What the owner of a fit holds: the face of the driver actor, free of actors and messages. */
import type { Outcome } from '../protocol/messages.js';
import type { Candidate } from './state.js';

/** One fit, open on a cluster. Sums nothing, orders nothing: per-trial scores as the workers sent them. */
export interface FitSession {
  /**
   * Scores one candidate with all trials.
   *
   * Resolves once a worker has answered, in any order; evaluations beyond the cluster's room wait their turn.
   * Rejects with a `ClusterError`: `ERR_CANCELLED` (by `signal`), `ERR_CLOSED`, `ERR_NO_WORKERS`, `ERR_CLUSTER_LOST`.
   *
   * @param index number of the evaluation within the fit, not one that is still in flight
   * @param theta parameters in the recipe's declared order, natural units; copied
   * @param seed  of the evaluation's random streams (`evaluationSeed` of the model)
   */
  evaluate(index: number, theta: Float64Array, seed: number, signal?: AbortSignal): Promise<Outcome>;
  /**
   * Simulates a block of one candidate, where the recipe's task is samples (`blocksOf`); as `evaluate` in all else, each
   * block with an index of its own.
   */
  sample(candidate: Candidate, signal?: AbortSignal): Promise<Outcome>;
  /** Workers alive. */
  readonly workers: number;
  /** Evaluations that all workers together take at once, those that wait at a worker included. */
  readonly capacity: number;
  /** Attempts whose worker died; each was given to another. */
  readonly attemptsLost: number;
  /** Calls `listener` whenever one of the figures above changes, and when the fit ends; the function returned ends that. */
  onChange(listener: () => void): () => void;
  /** Whether candidates are still taken: false once it was closed, the cluster was lost, or no worker came for too long. */
  readonly isOpen: boolean;
  /** Ends the fit: what is in flight rejects with `ERR_CLOSED` and is cancelled at the workers. */
  close(): Promise<void>;
}

/** Options of one fit. */
export interface FitOptions {
  /** Shown in `status`. */
  readonly name: string;
  /** Shards given out for each one of a fit of priority 1; an integer in [1, 1000], 1 by default. */
  readonly priority?: number | undefined;
  /** How long evaluations wait while there is no worker at all, before the fit fails; 60,000 by default. */
  readonly noWorkersTimeoutMs?: number | undefined;
  /** Told in one line when the fit begins to wait for a worker, and when it goes on. */
  readonly onNotice?: ((text: string) => void) | undefined;
}
