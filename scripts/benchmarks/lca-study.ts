/** A noisy choice between two accumulators (PsyNeuLink's example), in this process: some trials, one fitted gain. */
import {
  AtTrialStart,
  CmaEsSampler,
  Composition,
  DataTable,
  DECISION_INDEX,
  DECISION_TIME,
  LCAMechanism,
  Logistic,
  NormalDist,
  ParameterEstimationComposition,
  PECOptimizationFunction,
  type PecAndInputs,
  ProcessingMechanism,
} from 'likelihive';

/** The model and the size of its study; both programs get these. */
export const LCA = {
  gain: 10,
  leak: 8,
  competition: 8,
  standardDeviation: 0.3,
  threshold: 0.6,
  timeStepSize: 0.01,
  input: [1, 0],
  trials: 8,
  numEstimates: 50_000,
};

function build() {
  const stimulus = new ProcessingMechanism({ name: 'stimulus', inputShapes: 2 });
  const choice = new LCAMechanism({
    name: 'choice',
    inputShapes: 2,
    function: new Logistic({ gain: LCA.gain }),
    leak: LCA.leak,
    competition: LCA.competition,
    noise: new NormalDist({ standardDeviation: LCA.standardDeviation }),
    timeStepSize: LCA.timeStepSize,
    terminationThreshold: LCA.threshold,
    resetStatefulFunctionWhen: new AtTrialStart(),
    outputPorts: [DECISION_INDEX, DECISION_TIME],
  });
  const composition = new Composition({ name: 'lca', pathways: [[stimulus, choice]] });
  return {
    stimulus,
    choice,
    composition,
    ports: [choice.outputPorts[DECISION_INDEX], choice.outputPorts[DECISION_TIME]],
  };
}

async function simulated(trials: number): Promise<{ readonly index: number[]; readonly time: number[] }> {
  const { composition, stimulus, ports } = build();
  const inputs = [[stimulus, Array.from({ length: trials }, () => LCA.input)]] as const;
  const result = await composition.run({ inputs, seed: 1 });
  const [index, time] = ports.map((port) => result.of(port)) as [number[], number[]];
  return { index, time };
}

/** Steps of all paths of one evaluation, expected: from the mean decision time of 20,000 trials. */
export async function lcaSteps(): Promise<number> {
  const { time } = await simulated(20_000);
  return (
    (time.reduce((sum, seconds) => sum + seconds, 0) / time.length / LCA.timeStepSize) * LCA.trials * LCA.numEstimates
  );
}

/** The study, on one thread. */
export async function lcaStudy(): Promise<PecAndInputs> {
  const { composition, stimulus, choice, ports } = build();
  const { index, time } = await simulated(LCA.trials);
  const pec = new ParameterEstimationComposition({
    name: 'lca',
    nodes: [composition],
    parameters: [[choice.parameters.gain, { low: 5, high: 15 }]],
    outcomeVariables: ports,
    data: new DataTable({ index, time }, { categorical: ['index'] }),
    optimizationFunction: new PECOptimizationFunction({ method: new CmaEsSampler({ seed: 0 }), maxIterations: 1 }),
    numEstimates: LCA.numEstimates,
    sameSeedForAllParameterCombinations: true,
    threads: 1,
  });
  return { pec, inputs: [[stimulus, Array.from({ length: LCA.trials }, () => LCA.input)]] };
}
