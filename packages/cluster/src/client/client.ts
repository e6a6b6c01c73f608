/** A program's own hold on a cluster: who works there, fits, and candidates scored without an optimizer. */
import type { PecInputs, Recipe } from '@likelihive/model';
import type { FitOptions, FitSession } from '../driver/session.js';
import type { ClusterStatus, WorkerStatus } from '../protocol/messages.js';

/** How to reach a cluster. */
export interface ConnectOptions {
  /** The cluster's secret; else `secretFile`, else the one in the contact file. */
  readonly secret?: string | undefined;
  readonly secretFile?: string | undefined;
  /** How long to wait for the scheduler, a contact file that is not there yet included; 10,000 by default. */
  readonly timeoutMs?: number | undefined;
  /** Name of this process in logs; `client` by default. */
  readonly name?: string | undefined;
}

/** What can be scored: a parameter estimation composition, or whatever makes a recipe as it does. */
export interface LogLikelihoodSource {
  recipe(inputs: PecInputs): Recipe;
}

/** Scores of one candidate. */
export interface Scores {
  /** Sum of `perTrial` over included trials, in one fixed order. */
  readonly value: number;
  /** Log-likelihood of each trial, NaN where it is not included. */
  readonly perTrial: Float64Array;
}

/** A connection to a cluster, however that was formed; closing it ends nothing but its own fits. */
export declare class Client {
  /** Joins the cluster at a URL (`ws://`, `wss://`) or of a contact file. */
  static connect(urlOrContactFile: string, options?: ConnectOptions): Promise<Client>;
  /** Address that was reached. */
  readonly url: string;
  /** Resolves when the scheduler is gone or `close` was called, to the reason. */
  readonly closed: Promise<string>;
  workers(): Promise<readonly WorkerStatus[]>;
  status(): Promise<ClusterStatus>;
  openFit(recipe: Recipe, options: FitOptions): Promise<FitSession>;
  logLikelihood(
    source: LogLikelihoodSource,
    parameters: ArrayLike<number>,
    options: { readonly inputs: PecInputs },
  ): Promise<Scores>;
  close(): Promise<void>;
}
