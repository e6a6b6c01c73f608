/** The study's parts that do not depend on how it is run: its trials, its data, and what is fitted. */
import {
  DataTable,
  type LikelihoodOption,
  linspace,
  ParameterEstimationComposition,
  type PECOptimizationFunction,
  type PecAndInputs,
} from 'likelihive';
import { fittedParts, makeStabilityFlexibility } from './model.js';
import { trialSequence } from './trials.js';

/** What the data are simulated with, and what a fit should find again. */
export const TRUE = { gain: 3, slope: 0.01, threshold: 0.1, nonDecisionTime: 0.2 };

/** 200 trials, half of them switches, half of either congruent. */
export const sequence = trialSequence(200, { seed: 1 });

/** Ways to a likelihood. The floor is the simulated one's own default, so that all see the same of candidates under which a trial is impossible. */
export const LIKELIHOODS = {
  /** Simulated walks and a density of them: PsyNeuLink's way, for any model. */
  simulated: { kind: 'simulated', floor: 1e-10 },
  /** The first-passage density of the decision in continuous time: smooth, so it has standard errors. */
  exact: { kind: 'exact', floor: 1e-10 },
  /** The law of the very walk that is simulated, which is watched only every 10 ms. */
  walk: { kind: 'exact', discretization: 'euler', floor: 1e-10 },
} as const satisfies Readonly<Record<string, LikelihoodOption>>;

/** A new model with its inputs. */
function build() {
  const model = makeStabilityFlexibility({ ...TRUE, timeStepSize: 0.01 });
  const inputs = [
    [model.task, sequence.task],
    [model.stimulus, sequence.stimulus],
    [model.cueInterval, sequence.cueInterval],
    [model.correct, sequence.correct],
  ] as const;
  return { composition: model.composition, inputs, ...fittedParts(model) };
}

/** Responses of the model with its true parameters; another seed makes other ones. */
export async function simulateData(seed: number): Promise<DataTable> {
  const { composition, inputs, outcomeVariables } = build();
  const simulated = await composition.run({ inputs, seed });
  const [decision, response_time] = outcomeVariables.map((port) => simulated.of(port)) as [number[], number[]];
  return new DataTable({ decision, response_time }, { categorical: ['decision'] });
}

/** How the study is fitted. */
export interface PecOptions {
  readonly way: keyof typeof LIKELIHOODS;
  readonly optimizationFunction: PECOptimizationFunction;
  /** Simulated walks for each trial of each candidate; of no use to an exact likelihood. */
  readonly numEstimates?: number | undefined;
  /** Kernel threads of a fit in this process. */
  readonly threads?: number | undefined;
}

/** The composition that fits the model to `data`, and its inputs. */
export function makePec(data: DataTable, options: PecOptions): PecAndInputs {
  const { composition, inputs, gain, slope, threshold, nonDecisionTime, outcomeVariables } = build();
  const { way, optimizationFunction, numEstimates = 10_000, threads } = options;
  const pec = new ParameterEstimationComposition({
    name: 'stability_flexibility',
    nodes: [composition],
    parameters: [
      [gain, linspace(1, 10, 1000)],
      [slope, linspace(0, 0.1, 1000)],
      [threshold, linspace(0.01, 0.5, 1000)],
      [nonDecisionTime, linspace(0.1, 0.4, 1000)],
    ],
    outcomeVariables,
    data,
    likelihood: LIKELIHOODS[way],
    optimizationFunction,
    numEstimates,
    initialSeed: 42,
    sameSeedForAllParameterCombinations: true, // common random numbers: candidates differ by their parameters only
    threads,
  });
  return { pec, inputs };
}
