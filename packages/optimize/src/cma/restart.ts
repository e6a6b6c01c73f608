/**
 * What size of population the next run of CMA-ES has, once a stop rule has ended one. Pure.
 *
 * IPOP, Auger & Hansen (2005), CEC: every run's population is a multiple of the last one's. BIPOP, Hansen (2009),
 * GECCO: runs of growing and of small populations take turns so that both kinds have had as many evaluations. Each
 * starts at a random point with the first sigma. Bookkeeping as in OptunaHub's `restart_cmaes`.
 */

/** `ipop`: ever larger; `bipop`: ever larger and small ones in turn. */
export type RestartStrategy = 'ipop' | 'bipop';

/** Runs so far. */
export interface Restarts {
  readonly count: number;
  /** Population of the current run, and which kind of run it is. */
  readonly populationSize: number;
  readonly kind: 'small' | 'large';
  /** Of BIPOP: large runs so far, the current one included, and evaluations of finished runs by kind. */
  readonly largeCount: number;
  readonly smallEvaluations: number;
  readonly largeEvaluations: number;
}

/** Before the first restart. */
export function firstRun(populationSize: number): Restarts {
  return {
    count: 0,
    populationSize,
    kind: 'small',
    largeCount: 0,
    smallEvaluations: 0,
    largeEvaluations: 0,
  };
}

/** What ended, and what the next run's size depends on. */
export interface EndedRun {
  readonly strategy: RestartStrategy;
  /** Population of the first run. */
  readonly initialSize: number;
  /** Factor from one large population to the next, an integer of at least 1. */
  readonly increase: number;
  /** Generations that the ended run was told. */
  readonly generations: number;
  /** A uniform in [0, 1); drawn for small runs of BIPOP only. */
  readonly uniform: () => number;
}

/** The next run. */
export function nextRun(runs: Restarts, ended: EndedRun): Restarts {
  const { initialSize, increase } = ended;
  const count = runs.count + 1;
  if (ended.strategy === 'ipop') return { ...runs, count, populationSize: runs.populationSize * increase };
  const evaluations = runs.populationSize * ended.generations;
  const smallEvaluations = runs.smallEvaluations + (runs.kind === 'small' ? evaluations : 0);
  const largeEvaluations = runs.largeEvaluations + (runs.kind === 'large' ? evaluations : 0);
  const spent = { count, smallEvaluations, largeEvaluations };
  if (smallEvaluations < largeEvaluations) {
    const populationSize = Math.floor(initialSize * (increase ** runs.largeCount) ** (ended.uniform() ** 2));
    return { ...spent, populationSize, kind: 'small', largeCount: runs.largeCount };
  }
  const largeCount = runs.largeCount + 1;
  return { ...spent, populationSize: initialSize * increase ** largeCount, kind: 'large', largeCount };
}
