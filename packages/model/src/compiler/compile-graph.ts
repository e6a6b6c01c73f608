/**
 * A graph becomes a program: one trial is written down, each operation in the earliest phase and the outermost loop that
 * it can be in; what nothing depends on is left out; registers get numbers.
 */
import { maxStepsOf } from '../coherence.js';
import { ModelError } from '../errors.js';
import type { Graph } from '../graph/graph.js';
import { PROGRAM_VERSION, type Program } from '../program/program.js';
import { MAX_STEPS } from '../recipe.js';
import { Draft, ResponseUsed } from './draft.js';
import { finish } from './finish.js';
import { type DraftStage, draftStage, type Shown, stageCandidates } from './last-stage.js';
import { type CarriedPhases, LaterPhases, Memory } from './memory.js';
import { outcomeValues } from './outcome-values.js';
import { compilePasses } from './passes-trial.js';
import { type Explanation, explainGraph } from './reasons.js';
import { LANES, type Phase, phaseOf, type Register } from './registers.js';
import { type FittedKey, type OutputAt, Sites } from './site.js';
import { compileStraight, type TrialPlace } from './straight-trial.js';

/** One outcome variable. */
export interface OutcomePort {
  /** `Mechanism.PORT`, for errors. */
  readonly name: string;
  readonly node: number;
  readonly port: number;
}

/** What a program is to show and to vary. */
export interface CompileOptions {
  readonly fitted: readonly FittedKey[];
  /** In the order of the outcome variables. */
  readonly outcomes: readonly OutcomePort[];
  readonly precision: 'float' | 'double';
  /** Model time after which a walk to a bound is cut off [s]. */
  readonly maxSeconds: number;
}

/** A program, and where each node's results were placed. */
export interface Compiled {
  readonly program: Program;
  /** The phase in which each node's first output is known, by position; the last stage is in the lanes. */
  readonly phases: readonly Phase[];
  /** Why, in words. */
  readonly explanation: Explanation;
}

/** How a trial is compiled: by which shape, and which node is its last stage. */
interface Way {
  readonly compile: (place: TrialPlace) => { readonly output: OutputAt } | null;
  readonly stage: number | null;
}

/** Compiles `graph`. Throws a `ModelError` that names the node where the engine cannot run it. */
export function compileGraph(graph: Graph, options: CompileOptions): Compiled {
  const stages = stageCandidates(graph);
  const ways: readonly Way[] = [
    ...stages.map((stage) => ({ compile: compileStraight, stage })),
    { compile: compileStraight, stage: null },
    { compile: compilePasses, stage: null },
  ];
  for (const way of ways) {
    if (way.stage === null) refuseRaces(graph);
    const compiled = compileBy(way, graph, options);
    if (compiled !== null) return compiled;
  }
  throw new ModelError('ERR_MODEL', graph.name, 'must have a schedule that the engine can run');
}

/** Compiles in one way, again with later phases for what trials carry over until they hold; null where the way is not open. */
function compileBy(way: Way, graph: Graph, options: CompileOptions): Compiled | null {
  const carried: CarriedPhases = new Map();
  for (;;) {
    try {
      return compileOnce(way, graph, { options, carried });
    } catch (error) {
      if (error instanceof LaterPhases) continue;
      if (error instanceof ResponseUsed) return null;
      throw error;
    }
  }
}

function compileOnce(
  { compile, stage }: Way,
  graph: Graph,
  { options, carried }: { readonly options: CompileOptions; readonly carried: CarriedPhases },
): Compiled | null {
  const { fitted, outcomes } = options;
  const draft = new Draft();
  const sites = new Sites(draft, graph, { fitted, maxSteps: (node) => mostSteps(graph, node, options.maxSeconds) });
  const memory = new Memory(draft, graph, { sites, phases: carried });
  const lastStage = stage === null ? null : draftStage(draft, graph, stage);
  const trial = compile({ draft, graph, sites, memory, lastStage });
  if (trial === null) return null;
  const shown = outcomes.map(({ name, node, port }) => {
    const registers = trial.output(node, port);
    if (registers.length === 1) return registers[0]!;
    throw new ModelError('ERR_MODEL', `outcomeVariables (${name})`, `must show one number, got ${registers.length}`);
  });
  const program =
    lastStage === null
      ? lanesProgram(graph, draft, { shown, options })
      : stageProgram(graph, draft, { shown, options, lastStage });
  if (program === null) return null;
  const phases = graph.nodes.map((_, node) => (node === stage ? LANES : phaseOf(trial.output(node, 0))));
  const carriers = [...carried].filter(([, phase]) => phase === LANES).map(([node]) => node);
  const explanation = explainGraph({ graph, program, fitted, phases, stage, carriers });
  return { program, phases, explanation };
}

/** A program that ends with a decision which the engine runs whole; null where outcomes show anything else. */
function stageProgram(
  graph: Graph,
  draft: Draft,
  {
    shown,
    options,
    lastStage,
  }: { readonly shown: readonly Register[]; readonly options: CompileOptions; readonly lastStage: DraftStage },
): Program | null {
  const outcomes: Shown[] = [];
  for (const { group } of shown) {
    if (group.origin.kind !== 'response' || group.origin.node !== lastStage.node) return null;
    const { shows } = group.origin;
    if (shows === 'evidence') return null;
    outcomes.push(shows);
  }
  const needs = lastStage.needs();
  if (phaseOf(needs) === LANES) return null;
  const { numberOf, ...parts } = finish(draft, needs, sizesOf(graph, options));
  return {
    ...shell(graph, options, parts),
    last: lastStage.finish(numberOf, outcomes),
    split: 'trials',
  };
}

/** A program whose noise is drawn in general lanes. */
function lanesProgram(
  graph: Graph,
  draft: Draft,
  { shown, options }: { readonly shown: readonly Register[]; readonly options: CompileOptions },
): Program {
  const { numberOf, ...parts } = finish(draft, shown, sizesOf(graph, options));
  const outcomes = shown.map((register, i) => {
    const { name, node, port } = options.outcomes[i]!;
    return { name, register: numberOf(register), values: outcomeValues(graph, node, port) };
  });
  return {
    ...shell(graph, options, parts),
    last: { kind: 'lanes', phase: parts.lanes, outcomes },
    split: parts.lanes.carried.length === 0 ? 'trials' : 'estimates',
  };
}

function shell(
  graph: Graph,
  { fitted, precision }: CompileOptions,
  { constants, registers, fold, hoist }: Omit<ReturnType<typeof finish>, 'numberOf'>,
): Omit<Program, 'last' | 'split'> {
  return {
    version: PROGRAM_VERSION,
    precision,
    constants,
    inputWidth: inputWidthOf(graph),
    slots: fitted.map(({ name, node, key, element }) => ({
      name,
      value: valueAt(graph.nodes[node]!.parameters[key]!, element),
    })),
    registers,
    fold,
    hoist,
  };
}

function sizesOf(graph: Graph, { fitted }: CompileOptions): { readonly inputWidth: number; readonly slots: number } {
  return { inputWidth: inputWidthOf(graph), slots: fitted.length };
}

/** Numbers in a row of a graph's inputs. */
export function inputWidthOf(graph: Graph): number {
  return graph.inputs.reduce((width, { size }) => width + size, 0);
}

function valueAt(value: number | readonly number[], element: number | null): number {
  return typeof value === 'number' ? value : value[element ?? 0]!;
}

function mostSteps(graph: Graph, position: number, maxSeconds: number): number {
  const { maxExecutions, termination, parameters } = graph.nodes[position]!;
  const dt = parameters['integrator.timeStepSize'];
  if (termination?.measure !== 'bound' || typeof dt !== 'number') return Math.min(maxExecutions, MAX_STEPS);
  return Math.min(maxExecutions, maxStepsOf(maxSeconds, dt), MAX_STEPS);
}

/** A race draws its whole response at once, so nothing can follow it. */
function refuseRaces(graph: Graph): void {
  const race = graph.nodes.find((node) => node.race !== null);
  if (race === undefined) return;
  const text =
    'must be the last noisy mechanism, whose DECISION_OUTCOME and RESPONSE_TIME are outcome variables as they are';
  throw new ModelError('ERR_MODEL', race.name, text);
}
