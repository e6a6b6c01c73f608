/** Random small compositions: mechanisms of every kind, projections, feedback, controls, schedules, resets. */
import fc from 'fast-check';
import {
  AccumulatorIntegrator,
  AdaptiveIntegrator,
  CONVERGENCE,
  Composition,
  ControlMechanism,
  DDM,
  DECISION_OUTCOME,
  DECISION_VARIABLE,
  DriftDiffusionIntegrator,
  Exponential,
  Gaussian,
  InputPort,
  IntegratorMechanism,
  LCAMechanism,
  LeakyCompetingIntegrator,
  Linear,
  LinearCombination,
  LinearMatrix,
  Logistic,
  MAX_VS_AVG,
  MAX_VS_NEXT,
  type Mechanism,
  NormalDist,
  OrnsteinUhlenbeckIntegrator,
  ProcessingMechanism,
  RESPONSE_TIME,
  RecurrentTransferMechanism,
  ReLU,
  SimpleIntegrator,
  SoftMax,
  Tanh,
  TimeScale,
  TransferMechanism,
  UniformDist,
  VALUE,
} from '../../src/index.js';
import { addSchedule, resetOf } from './random-schedule.js';

/** Values drawn from arbitraries as a test goes along. */
export type Gen = fc.GeneratorValue;

/** What a random model may have. */
export interface RandomOptions {
  /** Random noise, whose draws come in one order in every run. */
  readonly isNoisy: boolean;
  /** Conditions, resets in mid-trial and ends of trials: several passes. */
  readonly isScheduled: boolean;
}

/** One of `values`. */
export function pick<const T>(g: Gen, values: readonly T[]): T {
  return values[g(fc.nat, { max: values.length - 1 })]!;
}

const weight = (g: Gen) => g(fc.double, { min: -1.5, max: 1.5, noNaN: true });
const positive = (g: Gen) => g(fc.double, { min: 0.05, max: 1.5, noNaN: true });
const chance = (g: Gen, percent: number) => g(fc.nat, { max: 99 }) < percent;
/** One for all elements, or one for each. */
const either = (g: Gen, size: number, of: (g: Gen) => number) =>
  chance(g, 50) ? of(g) : Array.from({ length: size }, () => of(g));

/** Builds a composition of 1 to 5 mechanisms. */
export function randomComposition(g: Gen, options: RandomOptions): Composition {
  const count = 1 + g(fc.nat, { max: 3 });
  const mechanisms = Array.from({ length: count }, (_, i) => randomMechanism(g, `m${i}`, options));
  const composition = new Composition({ name: 'random', nodes: mechanisms });
  for (const [i, receiver] of mechanisms.entries()) {
    for (const port of receiver.inputPorts) {
      for (const [j, sender] of mechanisms.entries()) {
        const feedback = j >= i;
        if (!chance(g, feedback ? 12 : 60)) continue;
        const { size } = sender.outputPort;
        const rows = Array.from({ length: size }, () => Array.from({ length: port.size }, () => 0.5 * weight(g)));
        const matrix = size === port.size && chance(g, 40) ? 'identity' : rows;
        composition.addProjection({ sender, receiver: port, matrix, feedback });
      }
    }
  }
  if (chance(g, 40)) addControl(g, composition);
  if (options.isScheduled) addSchedule(g, composition);
  return composition;
}

/**
 * What no control may set here: it would be read too early, make numbers that are none, or make noise, of which mechanisms that
 * do not run draw more than the reference does.
 */
const UNCONTROLLED = [
  ...['integrator.initialValue', 'integrator.noise'],
  ...['function.matrix', 'function.exponents', 'function.standardDeviation'],
];

function addControl(g: Gen, composition: Composition): void {
  const senders = composition.nodes.filter(({ outputPort }) => outputPort.size === 1);
  const parameters = composition.nodes.flatMap((node) =>
    Object.values(node.parameters).filter(({ key }) => !UNCONTROLLED.includes(key)),
  );
  if (senders.length === 0 || parameters.length === 0) return;
  composition.addNode(
    new ControlMechanism({
      name: 'control',
      monitorForControl: pick(g, [...senders]),
      function: new Logistic({ gain: weight(g) }),
      controlSignals: [pick(g, [...parameters])],
      modulation: pick(g, ['override', 'multiplicative', 'additive']),
    }),
  );
}

function randomMechanism(g: Gen, name: string, options: RandomOptions): Mechanism {
  const size = 1 + g(fc.nat, { max: 2 });
  const shared = { name, inputShapes: size, ...resetOf(g, options) };
  const noise = noiseOf(g, size, options);
  switch (pick(g, ['processing', 'combination', 'transfer', 'recurrent', 'lca', 'integrator', 'ddm'])) {
    case 'processing':
      return new ProcessingMechanism({ name, inputShapes: size, function: functionOf(g, size) });
    case 'combination': {
      const inputPorts = Array.from(
        { length: 1 + g(fc.nat, { max: 2 }) },
        () => new InputPort({ inputShapes: size, combine: pick(g, ['sum', 'product']) }),
      );
      return new ProcessingMechanism({ name, inputPorts, function: combinationOf(g, size, inputPorts.length) });
    }
    case 'transfer': {
      const rest = { ...shared, ...endOf(g, size), function: functionOf(g, size), ...clipOf(g) };
      if (chance(g, 40)) return new TransferMechanism({ ...rest, noise });
      const integratorFunction = integratorOf(g, size, options);
      return new TransferMechanism({ ...rest, integratorMode: true, integratorFunction });
    }
    case 'recurrent': {
      const rest = { ...shared, ...endOf(g, size), ...clipOf(g), auto: 0.4 * weight(g), hetero: 0.2 * weight(g) };
      if (chance(g, 40)) return new RecurrentTransferMechanism({ ...rest, function: squashingOf(g, size), noise });
      const integratorFunction = integratorOf(g, size, options);
      return new RecurrentTransferMechanism({ ...rest, integratorMode: true, integratorFunction });
    }
    case 'lca':
      return new LCAMechanism({
        ...shared,
        ...endOf(g, size),
        function: chance(g, 60) ? new Logistic({ gain: weight(g), bias: weight(g) }) : squashingOf(g, size),
        leak: positive(g),
        competition: weight(g),
        selfExcitation: weight(g),
        initialValue: either(g, size, weight),
        timeStepSize: 0.2 * positive(g),
        noise,
        outputPorts: ['RESULT', 'DECISION_INDEX', 'DECISION_STEPS', 'DECISION_TIME'],
      });
    case 'integrator':
      return new IntegratorMechanism({ ...shared, function: integratorOf(g, size, options) });
    case 'ddm':
      return new DDM({
        name,
        ...resetOf(g, options),
        function: new DriftDiffusionIntegrator({
          rate: weight(g),
          offset: 0.1 * weight(g),
          threshold: positive(g),
          startingValue: 0.05 * weight(g),
          nonDecisionTime: positive(g),
          timeStepSize: 0.2 * positive(g),
          noise: options.isNoisy ? positive(g) : 0,
        }),
        maxExecutionsBeforeFinished: MOST_STEPS,
        executeUntilFinished: chance(g, 70),
        outputPorts: [DECISION_VARIABLE, DECISION_OUTCOME, RESPONSE_TIME],
      });
  }
}

const MOST_STEPS = 200;

function endOf(g: Gen, size: number) {
  if (chance(g, 40)) return {};
  const measures = [VALUE, 'max', 'min', 'sum', 'mean', CONVERGENCE, TimeScale.TRIAL] as const;
  const contests = size > 1 ? ([MAX_VS_NEXT, MAX_VS_AVG] as const) : [];
  const terminationMeasure = pick(g, [...measures, ...contests]);
  const isSteps = terminationMeasure === TimeScale.TRIAL;
  return {
    terminationMeasure,
    terminationThreshold: isSteps ? g(fc.nat, { max: 12 }) : 0.4 * positive(g),
    ...(chance(g, 20) && { terminationComparison: pick(g, ['>', '<', '<=']) }),
    executeUntilFinished: chance(g, 75),
    maxExecutionsBeforeFinished: MOST_STEPS,
  };
}

function clipOf(g: Gen) {
  return chance(g, 30) ? { clip: [-0.7, 0.8] as const } : {};
}

function noiseOf(g: Gen, size: number, { isNoisy }: RandomOptions) {
  if (!isNoisy) return 0.3 * weight(g);
  if (chance(g, 30)) return either(g, size, weight);
  if (chance(g, 50)) return new NormalDist({ mean: weight(g), standardDeviation: positive(g) });
  return new UniformDist({ low: -positive(g), high: positive(g) });
}

/** A function whose values stay small. */
function squashingOf(g: Gen, size: number) {
  const gain = either(g, size, weight);
  const bias = either(g, size, weight);
  switch (pick(g, ['logistic', 'tanh', 'gaussian', 'softmax'])) {
    case 'logistic':
      return new Logistic({ gain, bias, x0: weight(g), scale: weight(g), offset: weight(g) });
    case 'tanh':
      return new Tanh({ gain, bias, x0: weight(g), scale: weight(g), offset: weight(g) });
    case 'gaussian':
      return new Gaussian({ standardDeviation: either(g, size, positive), bias, scale: weight(g), offset: weight(g) });
    case 'softmax':
      return new SoftMax({ gain: weight(g) });
  }
}

function functionOf(g: Gen, size: number) {
  switch (pick(g, ['squashing', 'linear', 'exponential', 'relu', 'matrix'])) {
    case 'squashing':
      return squashingOf(g, size);
    case 'linear':
      return new Linear({ slope: either(g, size, weight), intercept: either(g, size, weight) });
    case 'exponential':
      return new Exponential({ rate: 0.5 * weight(g), bias: weight(g), scale: 0.3 * weight(g), offset: weight(g) });
    case 'relu':
      return new ReLU({ gain: either(g, size, weight), bias: weight(g), leak: weight(g) });
    case 'matrix':
      return new LinearMatrix({
        matrix: Array.from({ length: size }, () => Array.from({ length: size }, () => weight(g))),
      });
  }
}

function combinationOf(g: Gen, size: number, ports: number) {
  return new LinearCombination({
    operation: pick(g, ['sum', 'product']),
    weights: either(g, ports, weight),
    exponents: either(g, ports, () => pick(g, [1, 1, 2, 3])),
    scale: either(g, size, weight),
    offset: either(g, size, weight),
  });
}

function integratorOf(g: Gen, size: number, options: RandomOptions) {
  const noise = noiseOf(g, size, options);
  const each = { initialValue: either(g, size, weight), offset: either(g, size, (own) => 0.1 * weight(own)) };
  const rate = either(g, size, positive);
  const timeStepSize = 0.2 * positive(g);
  switch (pick(g, ['simple', 'adaptive', 'leaky', 'accumulator', 'ornstein'])) {
    case 'simple':
      return new SimpleIntegrator({ ...each, rate, noise });
    case 'adaptive':
      return new AdaptiveIntegrator({ ...each, rate: 0.5 * positive(g), noise });
    case 'leaky':
      return new LeakyCompetingIntegrator({ ...each, leak: either(g, size, positive), timeStepSize, noise });
    case 'accumulator':
      return new AccumulatorIntegrator({
        initialValue: each.initialValue,
        rate: 0.5 * positive(g),
        increment: rate,
        noise,
      });
    case 'ornstein':
      return new OrnsteinUhlenbeckIntegrator({
        ...each,
        rate,
        decay: -positive(g),
        timeStepSize,
        noise: options.isNoisy ? positive(g) : 0,
      });
  }
}
