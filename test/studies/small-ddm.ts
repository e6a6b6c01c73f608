/**
 * A DDM study of seconds: 20 trials with 200 estimates each.
 *
 *   likelihive run test/studies/small-ddm.ts -- cluster|local [cma|random] [EVALUATIONS] [throws]
 *
 * `local` scores in the driver's own process; `cma`, 48 evaluations, is the default, and `random` never converges;
 * `throws` throws after the fit.
 */
import {
  CmaEsSampler,
  Composition,
  DataTable,
  DDM,
  DECISION_OUTCOME,
  DriftDiffusionIntegrator,
  linspace,
  ParameterEstimationComposition,
  PECOptimizationFunction,
  RandomSampler,
  RESPONSE_TIME,
} from 'likelihive';

const [where = 'cluster', sampler = 'cma', evaluations = '48', end = ''] = process.argv.slice(2);

const stimulus = Array.from({ length: 20 }, (_, trial) => [trial % 10 === 0 ? 5 : -5]);
const decision = new DDM({
  name: 'DDM',
  function: new DriftDiffusionIntegrator({
    startingValue: 0,
    rate: 0.3,
    noise: 1,
    threshold: 0.6,
    nonDecisionTime: 0.15,
    timeStepSize: 0.001,
  }),
  outputPorts: [DECISION_OUTCOME, RESPONSE_TIME],
});
const composition = new Composition({ pathways: [decision] });
const simulated = await composition.run({ inputs: [[composition, stimulus]], seed: 7 });

const pec = new ParameterEstimationComposition({
  name: 'small_ddm',
  nodes: [composition],
  parameters: [
    [decision.parameters.rate, linspace(-0.5, 0.5, 1000)],
    [decision.parameters.threshold, linspace(0.5, 1.0, 1000)],
    [decision.parameters.nonDecisionTime, linspace(0.0, 1.0, 1000)],
  ],
  outcomeVariables: [decision.outputPorts[DECISION_OUTCOME], decision.outputPorts[RESPONSE_TIME]],
  data: new DataTable(
    {
      decision: simulated.of(decision.outputPorts[DECISION_OUTCOME]),
      response_time: simulated.of(decision.outputPorts[RESPONSE_TIME]),
    },
    { categorical: ['decision'] },
  ),
  optimizationFunction: new PECOptimizationFunction({
    method: sampler === 'random' ? new RandomSampler({ seed: 0 }) : new CmaEsSampler({ seed: 0, popsize: 8 }),
    maxIterations: Number(evaluations),
    distributed: where === 'cluster',
  }),
  numEstimates: 200,
  initialSeed: 42,
  sameSeedForAllParameterCombinations: true,
});

const result = await pec.run({ inputs: [[composition, stimulus]] });
console.log('optimal log-likelihood:', result.optimalValue);
if (end === 'throws') throw new Error('the study gives up');
