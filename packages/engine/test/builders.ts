/** Recipes that are small enough to be scored often. */
import {
  Composition,
  compileRecipe,
  compileSimulation,
  DataTable,
  DDM,
  DriftDiffusionIntegrator,
  type DriftDiffusionIntegratorOptions,
  linspace,
  type Recipe,
  type RecipeSpec,
  type Simulation,
} from '@likelihive/model';

/** Twelve trials of the DDM study: +5 on every third, -5 on the others. */
export const INPUTS = Array.from({ length: 12 }, (_, trial) => [trial % 3 === 0 ? 5 : -5]);

const RESPONSE_TIMES = [0.41, 0.33, 0.52, 0.29, 0.61, 0.44, 0.37, 0.8, 0.35, 0.5, 0.46, 0.39];

/** The parameters that generated the study's data. */
export const TRUTH = Float64Array.of(0.3, 0.6, 0.15);

/** A DDM of the study's parameters, with these changes. */
export function aDdm(changes: DriftDiffusionIntegratorOptions = {}): DDM {
  const study = { rate: 0.3, noise: 1, threshold: 0.6, nonDecisionTime: 0.15, timeStepSize: 0.01 };
  return new DDM({ function: new DriftDiffusionIntegrator({ ...study, ...changes }) });
}

/** The study on twelve trials with 400 estimates and steps of 10 ms, with these changes. */
export function aRecipe(changes: Partial<RecipeSpec> = {}): Recipe {
  const decision = aDdm();
  const composition = new Composition({ pathways: [decision] });
  const { rate, threshold, nonDecisionTime } = decision.parameters;
  const choice = INPUTS.map(([input]) => (input === 5 ? 1 : 0));
  return compileRecipe({
    composition,
    parameters: [
      [rate, linspace(-0.5, 0.5, 11)],
      [threshold, linspace(0.5, 1, 11)],
      [nonDecisionTime, { low: 0, high: 1 }],
    ],
    outcomeVariables: [decision.outputPorts.DECISION_OUTCOME, decision.outputPorts.RESPONSE_TIME],
    data: new DataTable({ choice, rt: RESPONSE_TIMES }, { categorical: ['choice'] }),
    numEstimates: 400,
    initialSeed: 42,
    commonRandomNumbers: true,
    inputs: [[composition, INPUTS]],
    ...changes,
  });
}

/** What was seen of the study's trials, as the kernel takes it. */
export function seenOf({ observed }: Recipe) {
  const [choice, rt] = observed.outcomes;
  if (choice?.kind !== 'categorical' || rt?.kind !== 'continuous')
    throw new Error('must be choices and response times');
  return { choice: choice.codes, rt: rt.values, include: observed.include };
}

/** A decision on these inputs, to be simulated. */
export function aSimulation(decision: DDM, inputs: readonly number[]): Simulation {
  const composition = new Composition({ pathways: [decision] });
  return compileSimulation(composition, [[composition, inputs.map((input) => [input])]]);
}
