/** From what a study says to what workers need: a recipe, or a program with its inputs. Every check happens here. */
import { type BuiltGraph, buildGraph } from './build-graph.js';
import { requireBoolean, requireInteger, requireKeys, show } from './check.js';
import { checkCoherence } from './coherence.js';
import { compileGraph, type OutcomePort } from './compiler/compile-graph.js';
import type { Explanation } from './compiler/reasons.js';
import type { FittedKey } from './compiler/site.js';
import { requireExact } from './compiler/why-not-exact.js';
import { Composition } from './composition.js';
import { DataTable } from './data-table.js';
import { ModelError } from './errors.js';
import { type PecInputs, resolveInputs } from './inputs.js';
import { type LikelihoodOption, limitsOfSimulation, resolveLikelihood } from './likelihood.js';
import { LAPSE_PROBABILITY } from './likelihood-parameter.js';
import { OutputPort } from './mechanism.js';
import { resolveTask, type TaskOption } from './objectives/resolve-task.js';
import { type DataOutcome, nothingObserved, resolveObserved } from './observed.js';
import { type DependsOnOption, levelColumns } from './parameters/level-columns.js';
import { type ParameterAndRange, resolveFitted, type Slot } from './parameters/resolve.js';
import { outcomeKinds } from './program/outcome-kinds.js';
import type { Program } from './program/program.js';
import { MAX_ESTIMATES, RECIPE_VERSION, type Recipe } from './recipe.js';
import { shownPorts } from './shown-ports.js';

/** What a parameter estimation composition says about its fit; `undefined` is the default of options.md. */
export interface RecipeSpec {
  readonly composition: Composition;
  readonly parameters: readonly ParameterAndRange[];
  /** Output ports, one for each column of the data that no parameter depends on, in their order. */
  readonly outcomeVariables: readonly OutputPort[];
  /** Needed unless there is a task. */
  readonly data?: DataTable | undefined;
  /** Parameters with one free value for each level of a column of the data, which is then no outcome. */
  readonly dependsOn?: DependsOnOption | undefined;
  readonly likelihood?: LikelihoodOption | undefined;
  /** A boolean a row; rows of false are simulated, not scored. Default all true. */
  readonly likelihoodIncludeMask?: readonly boolean[] | undefined;
  /** Default 1. */
  readonly numEstimates?: number | undefined;
  /** Default 0. */
  readonly initialSeed?: number | undefined;
  /** Default false. */
  readonly commonRandomNumbers?: boolean | undefined;
  /** Of general lanes; default `'float'`. */
  readonly precision?: 'float' | 'double' | undefined;
  readonly inputs: PecInputs | undefined;
  /** What evaluations give; default the log-likelihood of each trial. */
  readonly task?: TaskOption | undefined;
}

const SPEC_KEYS = [
  'composition',
  'parameters',
  'outcomeVariables',
  'data',
  'dependsOn',
  'likelihood',
  'likelihoodIncludeMask',
  'numEstimates',
  'initialSeed',
  'commonRandomNumbers',
  'precision',
  'inputs',
  'task',
] as const satisfies readonly (keyof RecipeSpec)[];

/** A recipe, and what its user should know. */
export interface CompiledRecipe {
  readonly recipe: Recipe;
  /** A sentence each. */
  readonly warnings: readonly string[];
  readonly explanation: Explanation;
}

/** Checks a specification whole and compiles it; throws a `ModelError` that names the first field that is wrong. */
export function compileRecipe(spec: RecipeSpec): Recipe {
  return compileWithWarnings(spec).recipe;
}

/** As `compileRecipe`, with the warnings of the model and of its parameters. */
export function compileWithWarnings(spec: RecipeSpec): CompiledRecipe {
  requireKeys({ code: 'ERR_OPTION', field: 'recipe specification' }, spec, SPEC_KEYS);
  const { numEstimates = 1, initialSeed = 0, commonRandomNumbers = false, precision = 'float' } = spec;
  const composition = requireComposition(spec.composition);
  const built = buildGraph(composition);
  const inputsOf = (trials: number | null) => resolveInputs({ composition, graph: built.graph }, spec.inputs, trials);
  if (spec.task === undefined) requireData(spec.data);
  const { columns, data } = levelColumns(spec.dependsOn, spec.data);
  const trials = data?.length ?? inputsOf(null).trials;
  const { fitted, slots, warnings } = resolveFitted(spec.parameters, columns, {
    composition,
    trials,
  });
  const isLapseFitted = fitted.some(({ name }) => name === LAPSE_PROBABILITY.qualifiedName);
  const given = resolveLikelihood(spec.likelihood, isLapseFitted);
  const likelihood = spec.task === undefined ? given : limitsOfSimulation(given);
  const outcomes = outcomesOf(built, spec.outcomeVariables, composition);
  const { program, explanation } = compileGraph(built.graph, {
    fitted: slots.map((slot) => fittedKey(built, slot)),
    outcomes,
    precision,
    maxSeconds: likelihood.kind === 'simulated' ? likelihood.maxSeconds : 10,
  });
  if (likelihood.kind === 'exact') requireExact(program, explanation);
  const kinds = outcomeKinds(program);
  const shown = outcomes.map(({ name }, i): DataOutcome => ({ name, ...kinds[i]! }));
  const { likelihoodIncludeMask, task } = spec;
  const observed =
    data === null
      ? nothingObserved(trials, likelihoodIncludeMask)
      : resolveObserved(shown, { data, likelihoodIncludeMask });
  const { values } = inputsOf(trials);
  const at = (field: string) => ({ code: 'ERR_OPTION', field }) as const;
  const recipe: Recipe = {
    version: RECIPE_VERSION,
    program,
    trials,
    inputs: values,
    parameters: fitted,
    slots: slots.map(({ limits, assignment }) => ({ limits, from: assignment })),
    observed,
    likelihood,
    numEstimates: requireInteger(at('numEstimates'), numEstimates, { least: 1, most: MAX_ESTIMATES }),
    initialSeed: requireInteger(at('initialSeed'), initialSeed),
    commonRandomNumbers: requireBoolean(at('sameSeedForAllParameterCombinations'), commonRandomNumbers),
    ...(task !== undefined && { task: resolveTask(task, { outcomes: shown, trials }) }),
  };
  return { recipe: checkCoherence(recipe, at), warnings: [...built.warnings, ...warnings], explanation };
}

/** A composition's program, as `composition.run` needs it. */
export interface CompiledComposition {
  readonly program: Program;
  /** The ports that the program shows, in the order of its outcomes. */
  readonly ports: readonly OutputPort[];
  readonly explanation: Explanation;
}

/** The same, and the inputs of each trial. */
export interface Simulation extends CompiledComposition {
  readonly trials: number;
  readonly inputs: Float64Array;
}

/** Compiles a composition that is not fitted: it shows every output port of one number of the mechanisms that nothing follows. */
export function compileComposition(given: Composition): CompiledComposition {
  const composition = requireComposition(given);
  return compileShown(composition, buildGraph(composition));
}

/** As `compileComposition`, with inputs, to be run. */
export function compileSimulation(given: Composition, inputs: PecInputs | undefined): Simulation {
  const composition = requireComposition(given);
  const built = buildGraph(composition);
  const { trials, values } = resolveInputs({ composition, graph: built.graph }, inputs, null);
  return { ...compileShown(composition, built), trials, inputs: values };
}

function compileShown(composition: Composition, built: BuiltGraph): CompiledComposition {
  const { graph } = built;
  const ports = shownPorts(composition, built);
  const outcomes = ports.map((port) => ({ name: nameOf(port), ...built.portOf(port) }));
  const { program, explanation } = compileGraph(graph, { fitted: [], outcomes, precision: 'double', maxSeconds: 10 });
  return { program, ports, explanation };
}

function requireData(data: unknown): void {
  if (data instanceof DataTable) return;
  throw new ModelError('ERR_DATA', 'data', `must be a DataTable, got ${show(data)}`);
}

function fittedKey(built: BuiltGraph, { name, parameter }: Slot): FittedKey {
  const { node, parameter: key, element } = built.parameterOf(parameter);
  return { name, node, key, element };
}

function outcomesOf(built: BuiltGraph, given: unknown, composition: Composition): readonly OutcomePort[] {
  const refused = (field: string, text: string) => new ModelError('ERR_MODEL', field, text);
  if (!Array.isArray(given)) throw refused('outcomeVariables', `must be an array of output ports, got ${show(given)}`);
  if (given.length === 0) throw refused('outcomeVariables', 'must have at least one output port, got none');
  return given.map((port: unknown, index) => {
    const field = `outcomeVariables[${index}]`;
    if (!(port instanceof OutputPort)) {
      throw refused(field, `must be an output port (mechanism.outputPorts.NAME), got ${show(port)}`);
    }
    if (!composition.nodes.includes(port.mechanism)) {
      const got = `${port.name} of another mechanism ${show(port.mechanism.name)}`;
      throw refused(field, `must be an output port in composition ${show(composition.name)}, got ${got}`);
    }
    if (given.indexOf(port) !== index) throw refused(field, `must be given once, got ${nameOf(port)} again`);
    return { name: nameOf(port), ...built.outcomeOf(port, field) };
  });
}

function nameOf({ mechanism, name }: OutputPort): string {
  return `${mechanism.name}.${name}`;
}

function requireComposition(given: unknown): Composition {
  if (given instanceof Composition) return given;
  throw new ModelError('ERR_MODEL', 'nodes', `must be exactly one Composition, got ${show(given)}`);
}
