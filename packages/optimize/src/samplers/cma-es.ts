/**
 * CMA-ES over a search space: the unit cube, whole generations, candidates on the grid.
 *
 * Generation 0 is drawn from the initial Gaussian and every ask belongs to the generation that will be told, so no
 * evaluation is wasted. (Optuna's own sampler draws its first round at random and drops what exceeds a generation.)
 */
import { defaultPopulationSize } from '../cma/constants.js';
import { firstRun, nextRun, type Restarts } from '../cma/restart.js';
import { warmStart } from '../cma/warm-start.js';
import { normals } from '../random/normals.js';
import { type Draw, uniforms } from '../random/uniforms.js';
import type { SearchSpace } from '../space/search-space.js';
import { CmaCube } from './cma-es-cube.js';
import {
  type CmaEsSamplerOptions,
  type ResolvedCmaEsSamplerOptions,
  resolveCmaEsSamplerOptions,
} from './cma-es-options.js';
import { CmaEsRun, type FirstDistribution } from './cma-es-run.js';
import type { Batch, Direction, Sampler, Search, Told } from './sampler.js';

/** Standard deviation of a first generation in the unit cube, where none is given. */
const SIGMA = 1 / 6;

/**
 * Covariance matrix adaptation: the sampler for continuous and finely stepped parameters. Choices, which have no
 * order, are drawn at random. With a restart strategy it never ends by itself.
 */
export class CmaEsSampler implements Sampler {
  readonly name = 'cma-es';
  readonly options: ResolvedCmaEsSamplerOptions;

  constructor(options: CmaEsSamplerOptions = {}) {
    this.options = resolveCmaEsSamplerOptions(options);
  }

  start(space: SearchSpace, direction: Direction): Search {
    return new CmaEsSearch(this.options, space, direction);
  }
}

class CmaEsSearch implements Search {
  readonly #options: ResolvedCmaEsSamplerOptions;
  readonly #space: SearchSpace;
  readonly #sign: number;
  readonly #cube: CmaCube;
  readonly #normals: Draw;
  /** Random starts, restarts, and choices. */
  readonly #uniform: Draw;
  #startupToAsk: number;
  #startupToTell: number;
  readonly #initialSize: number;
  #restarts: Restarts;
  #run: CmaEsRun;
  /** The mean of the finished run that ended on the best level. */
  #bestEnd: { mean: Float64Array; level: number } | null = null;
  /** The best candidate that was told: its choices are those that are recommended. */
  #best: { x: Float64Array; value: number } | null = null;
  /** With margin: candidates that are out, each with the very vector that CMA-ES asked for. */
  #out: { x: Float64Array; u: Float64Array }[] = [];

  constructor(options: ResolvedCmaEsSamplerOptions, space: SearchSpace, direction: Direction) {
    const { seed, popsize, nStartupTrials, withMargin } = options;
    this.#options = options;
    this.#space = space;
    this.#sign = direction === 'maximize' ? -1 : 1;
    this.#cube = new CmaCube(space, { withMargin });
    this.#normals = normals(uniforms(seed, 'cma-es'));
    this.#uniform = uniforms(seed, 'cma-es-startup');
    this.#startupToAsk = nStartupTrials;
    this.#startupToTell = nStartupTrials;
    this.#initialSize = popsize ?? defaultPopulationSize(this.#cube.size);
    this.#restarts = firstRun(this.#initialSize);
    this.#run = this.#start(this.#firstDistribution());
  }

  /** Changes with a restart. */
  get batch(): Batch {
    return { kind: 'population', size: this.#run.populationSize };
  }

  ask(count: number): Float64Array[] {
    if (this.#startupToAsk > 0) {
      const drawn = Math.min(count, this.#startupToAsk);
      this.#startupToAsk -= drawn;
      return Array.from({ length: drawn }, () =>
        this.#space.fromUnit(Float64Array.from(this.#space.names, this.#uniform)),
      );
    }
    return this.#run.ask(count).map((u) => {
      const x = this.#cube.toCandidate(u, this.#uniform);
      if (this.#cube.steps !== null) this.#out.push({ x, u });
      return x;
    });
  }

  tell(results: readonly Told[]): void {
    for (const { x, value, state, standardError } of results) {
      const loss = state === 'failed' || Number.isNaN(value) ? Infinity : this.#sign * value;
      if (this.#best === null || loss < this.#best.value) this.#best = { x, value: loss };
      if (this.#startupToTell > 0) {
        this.#startupToTell--;
        continue;
      }
      const hasEnded = this.#run.tell({ x: this.#told(x), value: loss, standardError });
      if (hasEnded && this.#options.restartStrategy !== null && this.#run.stopReasons().length > 0) this.#restart();
    }
  }

  stopReasons(): string[] {
    return this.#run.stopReasons();
  }

  recommended(): Float64Array {
    const { mean, level } = this.#run;
    const end = this.#bestEnd !== null && this.#bestEnd.level < level ? this.#bestEnd.mean : mean;
    const choices = this.#best === null ? null : this.#space.toUnit(this.#best.x);
    let next = 0;
    const positions = this.#space.dimensions.flatMap(({ range }, i) => (range.kind === 'choices' ? [i] : []));
    return this.#cube.toCandidate(end, () => choices?.[positions[next++]!] ?? 0);
  }

  /**
   * The vector of a candidate that was evaluated: that of its values on the grid, not the one that they were rounded
   * from. With margin it is the one that was asked for, which CMA-ES itself traces back to the unrounded one.
   */
  #told(x: Float64Array): Float64Array {
    const at = this.#out.findIndex((asked) => asked.x.every((value, i) => value === x[i]));
    return at < 0 ? this.#cube.fromCandidate(x) : this.#out.splice(at, 1)[0]!.u;
  }

  #firstDistribution(): FirstDistribution {
    const { x0, sigma0, sourceTrials } = this.#options;
    if (sourceTrials !== null) {
      const source = sourceTrials.map(({ parameters, value }, i) => ({
        x: this.#cube.fromNatural(`sourceTrials[${i}].parameters`, parameters),
        value: this.#sign * value,
      }));
      return warmStart(source);
    }
    const mean = x0 === null ? new Float64Array(this.#cube.size).fill(0.5) : this.#cube.fromNatural('x0', x0);
    return { mean, sigma: sigma0 ?? SIGMA };
  }

  #restart(): void {
    const { restartStrategy: strategy, incPopsize: increase, sigma0 } = this.#options;
    const { mean, level, generations } = this.#run;
    if (this.#bestEnd === null || level < this.#bestEnd.level) this.#bestEnd = { mean, level };
    const ended = {
      strategy: strategy!,
      initialSize: this.#initialSize,
      increase,
      generations,
      uniform: this.#uniform,
    };
    this.#restarts = nextRun(this.#restarts, ended);
    this.#run = this.#start({
      mean: Float64Array.from({ length: this.#cube.size }, this.#uniform),
      sigma: sigma0 ?? SIGMA,
    });
  }

  #start(first: FirstDistribution): CmaEsRun {
    return new CmaEsRun(first, {
      cube: this.#cube,
      populationSize: this.#restarts.populationSize,
      variant: this.#options,
      normals: this.#normals,
    });
  }
}
