/**
 * Recovers gain, slope, threshold and non-decision time of the stability-flexibility model from 200 simulated trials: the larger study of
 * PsyNeuLink's distributed-fitting examples, 960 evaluations of 10,000 estimates. README.md shows what comes of it.
 *
 *   npx likelihive run docs/examples/stability-flexibility/study.ts                      simulated likelihood, as PsyNeuLink does it
 *   npx likelihive run docs/examples/stability-flexibility/study.ts -- exact             by the first-passage law of the same walk: seconds
 *   npx likelihive run docs/examples/stability-flexibility/study.ts -- polished          of continuous time, with standard errors
 *   npx likelihive run docs/examples/stability-flexibility/study.ts -- simulated 300 64  fewer estimates, fewer evaluations
 *   sbatch slurm/submit-stability-flexibility.slurm                                      16 workers on 3 nodes
 */
import {
  CmaEsSampler,
  DataTable,
  type LikelihoodOption,
  linspace,
  ParameterEstimationComposition,
  PECOptimizationFunction,
  type PecAndInputs,
} from 'likelihive';

import { fittedParts, makeStabilityFlexibility } from './model.js';
import { trialSequence } from './trials.js';

const [way = 'simulated', estimates = '10000', evaluations = '960'] = process.argv.slice(2);

/** The floor is the simulated likelihood's own default, so that both see the same of candidates under which a trial is impossible. */
const floor = 1e-10;
const LIKELIHOODS: Readonly<Record<string, LikelihoodOption>> = {
  simulated: { kind: 'simulated', floor },
  exact: { kind: 'exact', discretization: 'euler', floor },
  polished: { kind: 'exact', floor },
};
const likelihood = LIKELIHOODS[way];
if (likelihood === undefined) throw new Error(`the likelihood must be simulated, exact or polished, got ${way}`);

/** What the data are simulated with, and what the fit should find again. */
const TRUE = { gain: 3, slope: 0.01, threshold: 0.1, nonDecisionTime: 0.2 };

const sequence = trialSequence(200, { seed: 1 });

function build() {
  const model = makeStabilityFlexibility({ ...TRUE, timeStepSize: 0.01 });
  const inputs = [
    [model.task, sequence.task],
    [model.stimulus, sequence.stimulus],
    [model.cueInterval, sequence.cueInterval],
    [model.correct, sequence.correct],
  ] as const;
  return { ...model, ...fittedParts(model), inputs };
}

/** From data to what is fitted. Only its result travels to the workers, as plain data; this function never leaves the driver. */
export function pecFactory(data: DataTable): PecAndInputs {
  const { composition, gain, slope, threshold, nonDecisionTime, outcomeVariables, inputs } = build();
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
    likelihood,
    optimizationFunction: new PECOptimizationFunction({
      method: new CmaEsSampler({ seed: 0, popsize: 16 }), // 16 candidates a generation: at most 16 workers have work
      maxIterations: Number(evaluations),
      polish: way === 'polished',
      distributed: true,
      distributedOptions: { pecFactory },
    }),
    numEstimates: Number(estimates), // simulated walks for each trial of each candidate; of no use to an exact likelihood
    initialSeed: 42,
    sameSeedForAllParameterCombinations: true,
  });
  return { pec, inputs };
}

const model = build();
const simulated = await model.composition.run({ inputs: model.inputs, seed: 2 });
const [decision, response_time] = model.outcomeVariables.map((port) => simulated.of(port)) as [number[], number[]];

const { pec, inputs } = pecFactory(new DataTable({ decision, response_time }, { categorical: ['decision'] }));
const result = await pec.run({ inputs });

console.log(
  `${result.evaluations.length} evaluations in ${result.seconds.toFixed(2)} s, log-likelihood ${result.optimalValue.toFixed(3)}`,
);
for (const [i, [name, found]] of Object.entries(result.optimizedParameterValues).entries()) {
  const error = result.standardErrors?.[name];
  console.log(
    `  ${name}: ${found.toFixed(4)}${error == null ? '' : ` ± ${error.toFixed(4)}`} (true ${Object.values(TRUE)[i]})`,
  );
}
