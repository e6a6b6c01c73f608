/** The cluster's own figures, with real processes and a kernel that does nothing. */

/** Options of `benchCluster`. */
export interface ClusterBenchOptions {
  readonly workers?: number | undefined;
  /** Seconds that each of the three measurements takes, about. */
  readonly seconds?: number | undefined;
}

/** What the cluster itself costs. */
export interface ClusterBench {
  /** Round trip of one evaluation, driver to worker and back. */
  readonly rttMs: { readonly p50: number; readonly p99: number };
  /** With many in flight. */
  readonly evaluationsPerSecond: number;
  /** Median of rounds that submit eight and wait for all. */
  readonly roundOf8Ms: number;
  readonly workers: number;
}

/** Measures a local cluster of workers that score nothing. */
export declare function benchCluster(options?: ClusterBenchOptions): Promise<ClusterBench>;
