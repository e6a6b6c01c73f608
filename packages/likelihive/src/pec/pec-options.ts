/** Options of a `ParameterEstimationComposition`: names, defaults, and every check that needs no inputs. */
import {
  Composition,
  DataTable,
  type DependsOnOption,
  type LikelihoodOption,
  type OutputPort,
  type ParameterAndRange,
} from '@likelihive/model';

import { environment } from '../environment.js';
import { optionError, requireBoolean, requireInteger, requireKeys, shown } from '../options/check.js';
import { type DistributedOptions, resolveDistributedOptions } from './distributed-options.js';
import { type ObjectiveOption, type ResolvedObjective, resolveObjective } from './objective.js';
import { PECOptimizationFunction } from './optimization-function.js';

/** What is fitted to which data, and how. */
export interface ParameterEstimationCompositionOptions {
  /** Exactly one composition; either this or `model`. */
  readonly nodes?: readonly Composition[] | undefined;
  /** The composition; either this or `nodes`. */
  readonly model?: Composition | undefined;
  /**
   * What is fitted and the values that may be tried, in the order of a candidate. An array of parameters has one value
   * for all of them; a number or an expression (`plus`, `minus`, `times`, `over`) in place of a range fixes a parameter.
   */
  readonly parameters: readonly ParameterAndRange[];
  /** Output ports, one a data column, in the data's column order. */
  readonly outcomeVariables: readonly OutputPort[];
  /** Needed unless there is an `objectiveFunction`. */
  readonly data?: DataTable | undefined;
  /** Parameters with a value for each level of a categorical column, which is then no outcome; or
   * for each of `{ name, levels }`, one level a trial. None by default. */
  readonly dependsOn?: DependsOnOption | undefined;
  /** Needed by `run`; `logLikelihood` does without. `'differential_evolution'` is `{ method: 'differential_evolution' }`. */
  readonly optimizationFunction?: PECOptimizationFunction | 'differential_evolution' | undefined;
  /** Simulated runs of the whole trial sequence for each candidate; 1 by default. Of no use to an exact likelihood. */
  readonly numEstimates?: number | undefined;
  /** Any safe integer; 0 by default. */
  readonly initialSeed?: number | undefined;
  /** Whether every candidate sees the same random numbers; false by default. */
  readonly sameSeedForAllParameterCombinations?: boolean | undefined;
  /**
   * What is looked for in place of a likelihood: a function of what is simulated, called in this process, or objectives
   * that workers know (`rewardRate()`, `moments()`, `quantileDistance()`). Not with `likelihood`.
   */
  readonly objectiveFunction?: ObjectiveOption | undefined;
  /** How a trial is scored; `'simulated'` by default. */
  readonly likelihood?: LikelihoodOption | undefined;
  /** One boolean a row: false rows are simulated, not scored. All are scored by default. */
  readonly likelihoodIncludeMask?: readonly boolean[] | undefined;
  /** Of the numbers in simulations of models beyond one decision; `'float'` by default. */
  readonly precision?: 'float' | 'double' | undefined;
  /** Forwarded to the optimizer, whose own `distributed: true` wins. */
  readonly distributed?: boolean | undefined;
  readonly distributedOptions?: DistributedOptions | undefined;
  /** Kernel threads of a fit in this process; the cores of this machine by default. */
  readonly threads?: number | undefined;
  /** In results and in the cluster's status; `'pec'` by default. */
  readonly name?: string | undefined;
}

/** The options with defaults filled in. */
export interface ResolvedPecOptions {
  readonly composition: Composition;
  readonly parameters: ParameterEstimationCompositionOptions['parameters'];
  readonly outcomeVariables: readonly OutputPort[];
  readonly data: DataTable | undefined;
  readonly objective: ResolvedObjective | null;
  readonly dependsOn: DependsOnOption | undefined;
  readonly optimizationFunction: PECOptimizationFunction | null;
  readonly numEstimates: number;
  readonly initialSeed: number;
  readonly commonRandomNumbers: boolean;
  readonly likelihood: LikelihoodOption | undefined;
  readonly likelihoodIncludeMask: readonly boolean[] | undefined;
  readonly precision: 'float' | 'double' | undefined;
  readonly distributed: boolean;
  readonly distributedOptions: DistributedOptions;
  readonly threads: number;
  readonly name: string;
}

const KNOWN = [
  'nodes',
  'model',
  'parameters',
  'outcomeVariables',
  'data',
  'dependsOn',
  'optimizationFunction',
  'numEstimates',
  'initialSeed',
  'sameSeedForAllParameterCombinations',
  'objectiveFunction',
  'likelihood',
  'likelihoodIncludeMask',
  'precision',
  'distributed',
  'distributedOptions',
  'threads',
  'name',
];

/** Checks what can be checked without inputs and fills in defaults; the rest is `compileRecipe`'s. */
export function resolvePecOptions(options: ParameterEstimationCompositionOptions): ResolvedPecOptions {
  requireKeys('ParameterEstimationComposition', options, KNOWN);
  const { numEstimates = 1, initialSeed = 0, sameSeedForAllParameterCombinations = false, name = 'pec' } = options;
  const { distributed = false, threads = environment().cores } = options;
  const objective = resolveObjective(options.objectiveFunction);
  const optimizationFunction = optimizerOf(options.optimizationFunction);
  requireEither(options, objective);
  if (optimizationFunction !== null) requireDirections(optimizationFunction, objective);
  return {
    composition: compositionOf(options),
    parameters: requireArray('parameters', options.parameters, '[parameter, range] pairs'),
    outcomeVariables: requireArray('outcomeVariables', options.outcomeVariables, 'output ports'),
    data: options.data,
    objective,
    dependsOn: options.dependsOn,
    optimizationFunction,
    numEstimates: requireInteger('numEstimates', numEstimates, 1),
    initialSeed: requireInteger('initialSeed', initialSeed, -Number.MAX_SAFE_INTEGER),
    commonRandomNumbers: requireBoolean('sameSeedForAllParameterCombinations', sameSeedForAllParameterCombinations),
    likelihood: options.likelihood,
    likelihoodIncludeMask: options.likelihoodIncludeMask,
    precision: options.precision,
    distributed: requireBoolean('distributed', distributed),
    distributedOptions: resolveDistributedOptions(options.distributedOptions),
    threads: requireInteger('threads', threads, 1, 1024),
    name: requireName(name),
  };
}

function compositionOf({ nodes, model }: ParameterEstimationCompositionOptions): Composition {
  if (nodes !== undefined && model !== undefined) {
    throw optionError(
      'nodes',
      'must be absent where model is given: exactly one of them names the composition, got both',
    );
  }
  if (nodes === undefined && model === undefined) {
    throw optionError('nodes', 'must be given, or model: exactly one of them names the composition, got neither');
  }
  if (nodes === undefined) return requireComposition('model', model);
  requireArray('nodes', nodes, 'one composition');
  if (nodes.length !== 1)
    throw optionError('nodes', `must be an array of exactly one composition, got ${nodes.length}`);
  return requireComposition('nodes[0]', nodes[0]);
}

function requireComposition(field: string, value: unknown): Composition {
  if (value instanceof Composition) return value;
  throw optionError(field, `must be a Composition, got ${shown(value)}`);
}

/** A likelihood of data, or an objective, of data or not. */
function requireEither(
  { data, likelihood }: ParameterEstimationCompositionOptions,
  objective: ResolvedObjective | null,
): void {
  if (objective === null || data !== undefined) {
    if (!(data instanceof DataTable)) throw optionError('data', `must be a DataTable, got ${shown(data)}`);
  }
  if (objective === null || likelihood === undefined) return;
  throw optionError('likelihood', `must be absent where objectiveFunction is given, got ${shown(likelihood)}`);
}

/** The directions must be those of what is looked for. */
function requireDirections({ directions }: PECOptimizationFunction, objective: ResolvedObjective | null): void {
  const [first] = directions;
  if (objective === null) {
    if (directions.length === 1 && first === 'maximize') return;
    const got = directions.length === 1 ? first : directions.join(', ');
    const text = `must be 'maximize' (with data the search is for the greatest log-likelihood), got ${shown(got)}`;
    throw optionError('direction', text);
  }
  if (objective.kind === 'function' || objective.objectives.length === directions.length) return;
  const text = `must be one for each of ${objective.objectives.length} objectives, got ${directions.length}`;
  throw optionError('directions', text);
}

function optimizerOf(given: unknown): PECOptimizationFunction | null {
  if (given === undefined) return null;
  if (given instanceof PECOptimizationFunction) return given;
  if (given === 'differential_evolution') return new PECOptimizationFunction({ method: given });
  throw optionError(
    'optimizationFunction',
    `must be a PECOptimizationFunction or 'differential_evolution', got ${shown(given)}`,
  );
}

function requireArray<T>(field: string, value: readonly T[], of: string): readonly T[] {
  if (Array.isArray(value)) return value;
  throw optionError(field, `must be an array of ${of}, got ${shown(value)}`);
}

function requireName(value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw optionError('name', `must be a string that is not blank, got ${shown(value)}`);
}
