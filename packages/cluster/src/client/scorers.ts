/**
 * Open fits for candidates that are scored without an optimizer: one for each source and its inputs.
 *
 * A recipe is compiled once for each pair of the very same two objects. A few are kept open; the one
 * that was not used for longest is closed once nothing of it is in flight.
 */
import { candidateOf, evaluationSeed, type PecInputs, type Recipe } from '@likelihive/model';
import type { FitSession } from '../driver/session.js';
import { ClusterError } from '../protocol/errors.js';

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
  /** Standard error of `value`, with the likelihood option `standardError`; else null. */
  readonly logLikSd: number | null;
}

interface Scorer {
  readonly source: LogLikelihoodSource;
  readonly inputs: PecInputs;
  readonly recipe: Recipe;
  readonly session: Promise<FitSession>;
  next: number;
  inFlight: number;
}

const MOST_OPEN = 8;

/** Scores candidates of any number of sources through a client's fits. */
export class Scorers {
  readonly #open: (recipe: Recipe) => Promise<FitSession>;
  /** Most recently used last. */
  readonly #scorers: Scorer[] = [];

  constructor(open: (recipe: Recipe) => Promise<FitSession>) {
    this.#open = open;
  }

  async score(source: LogLikelihoodSource, inputs: PecInputs, parameters: ArrayLike<number>): Promise<Scores> {
    const scorer = this.#scorerOf(source, inputs);
    const { recipe } = scorer;
    const theta = readParameters(recipe, parameters);
    scorer.inFlight += 1;
    try {
      // Loaded here: clients that only look at a cluster need no kernel.
      const [{ sumLogLik }, session] = await Promise.all([import('@likelihive/engine'), scorer.session]);
      const outcome = await session.evaluate(scorer.next++, theta, evaluationSeed(recipe, 0));
      if (outcome.kind === 'failed') throw ClusterError.fromWire(outcome.error);
      if (outcome.kind !== 'scored') {
        const text = `source must have a likelihood (no objectiveFunction), got ${outcome.kind} objectives`;
        throw new ClusterError('ERR_INVALID_OPTION', text);
      }
      const { logLik, variance } = outcome;
      const logLikSd = variance === null ? null : Math.sqrt(variance);
      return { value: sumLogLik(logLik, recipe.observed.include), perTrial: logLik, logLikSd };
    } finally {
      scorer.inFlight -= 1;
      this.#closeOldest();
    }
  }

  #scorerOf(source: LogLikelihoodSource, inputs: PecInputs): Scorer {
    const at = this.#scorers.findIndex((scorer) => scorer.source === source && scorer.inputs === inputs);
    const known = at < 0 ? undefined : this.#scorers.splice(at, 1)[0];
    const scorer = known ?? this.#make(source, inputs);
    this.#scorers.push(scorer);
    return scorer;
  }

  #make(source: LogLikelihoodSource, inputs: PecInputs): Scorer {
    const recipe = source.recipe(inputs);
    const session = this.#open(recipe);
    session.catch(() => this.#drop(scorer)); // whoever asked hears of it; the next one may try again
    const scorer: Scorer = { source, inputs, recipe, session, next: 0, inFlight: 0 };
    return scorer;
  }

  #drop(scorer: Scorer): void {
    const at = this.#scorers.indexOf(scorer);
    if (at >= 0) this.#scorers.splice(at, 1);
  }

  #closeOldest(): void {
    const oldest = this.#scorers.length > MOST_OPEN ? this.#scorers.find(({ inFlight }) => inFlight === 0) : undefined;
    if (oldest === undefined) return;
    this.#drop(oldest);
    void oldest.session.then((session) => session.close());
  }
}

function readParameters(recipe: Recipe, parameters: ArrayLike<number>): Float64Array {
  const { length } = parameters;
  if (length === recipe.parameters.length) return candidateOf(recipe, parameters);
  const names = recipe.parameters.map(({ name }) => name).join(', ');
  throw new ClusterError(
    'ERR_INVALID_OPTION',
    `parameters must be ${recipe.parameters.length} numbers (${names}), got ${length}`,
  );
}
