/**
 * A control module that drives a decision, after PsyNeuLink's example `stability_flexibility`: two leaky competing accumulators, one for each
 * task, keep their state from trial to trial, so that a task that was left still lingers; they weigh two stimuli; the result, with what both
 * stimuli do by habit, is the drift of a diffusion decision.
 *
 *   x_i <- x_i + (task_i - 2 f_j - 3 x_i) dt,  f_i = 1 / (1 + exp(-gain x_i))        120 steps a trial (or as its cue interval says)
 *   drift = .2 * correct * sum over i of stimulus_i * (f_i + slope)
 */
import {
  AtTrialStart,
  Composition,
  ControlMechanism,
  DDM,
  DECISION_OUTCOME,
  DriftDiffusionIntegrator,
  InputPort,
  LCAMechanism,
  Linear,
  Logistic,
  ProcessingMechanism,
  RESPONSE_TIME,
  TimeScale,
  TransferMechanism,
  WhenFinished,
} from 'likelihive';

export interface StabilityFlexibilityOptions {
  readonly gain: number;
  readonly slope: number;
  readonly threshold: number;
  readonly nonDecisionTime: number;
  readonly timeStepSize: number;
}

export function makeStabilityFlexibility(options: StabilityFlexibilityOptions) {
  const { gain, slope, threshold, nonDecisionTime, timeStepSize } = options;

  const task = new TransferMechanism({ name: 'task', inputShapes: 2 });
  const stimulus = new TransferMechanism({ name: 'stimulus', inputShapes: 2 });
  const cueInterval = new TransferMechanism({ name: 'cueInterval', inputShapes: 1 });
  const correct = new TransferMechanism({ name: 'correct', inputShapes: 1 });

  const control = new LCAMechanism({
    name: 'control',
    inputShapes: 2,
    function: new Logistic({ gain }),
    leak: 3,
    competition: 2,
    selfExcitation: 0,
    noise: 0,
    timeStepSize,
    terminationMeasure: TimeScale.TRIAL, // stops after `terminationThreshold` steps …
    terminationThreshold: 120,
  });
  const cueControl = new ControlMechanism({
    name: 'cueControl',
    monitorForControl: cueInterval, // … which each trial's cue interval overrides
    controlSignals: [control.parameters.terminationThreshold],
    modulation: 'override',
  });

  const controlled = new TransferMechanism({
    name: 'controlled',
    inputPorts: [new InputPort({ inputShapes: 2, combine: 'product' })],
  });
  const automatic = new TransferMechanism({ name: 'automatic', inputShapes: 2, function: new Linear({ slope }) });
  const drift = new TransferMechanism({
    name: 'drift',
    inputPorts: [new InputPort({ inputShapes: 1, combine: 'sum' })],
  });
  const towardsCorrect = new TransferMechanism({
    name: 'towardsCorrect',
    inputPorts: [new InputPort({ inputShapes: 1, combine: 'product' })],
  });
  const scaled = new TransferMechanism({ name: 'scaled', inputShapes: 1, function: new Linear({ slope: 0.2 }) });

  const decision = new DDM({
    name: 'DDM',
    function: new DriftDiffusionIntegrator({
      startingValue: 0,
      rate: 1,
      noise: 0.1,
      threshold,
      nonDecisionTime,
      timeStepSize,
    }),
    resetStatefulFunctionWhen: new AtTrialStart(),
    outputPorts: [DECISION_OUTCOME, RESPONSE_TIME],
  });
  const decisionGate = new ProcessingMechanism({ name: 'decisionGate', inputShapes: 1 });
  const responseGate = new ProcessingMechanism({ name: 'responseGate', inputShapes: 1 });

  const composition = new Composition({ name: 'stabilityFlexibility' });
  composition.addNodes([
    task,
    stimulus,
    cueInterval,
    correct,
    control,
    cueControl,
    controlled,
    automatic,
    drift,
    towardsCorrect,
    scaled,
    decision,
    decisionGate,
    responseGate,
  ]);
  for (const [sender, receiver] of [
    [task, control],
    [control, controlled],
    [stimulus, controlled],
    [stimulus, automatic],
    [controlled, drift],
    [automatic, drift],
    [drift, towardsCorrect],
    [correct, towardsCorrect],
    [towardsCorrect, scaled],
    [scaled, decision],
    [decision.outputPorts[DECISION_OUTCOME], decisionGate],
    [decision.outputPorts[RESPONSE_TIME], responseGate],
  ] as const) {
    composition.addProjection({ sender, receiver }); // a full matrix of ones between unequal sizes, identity between equal ones
  }
  composition.scheduler.addCondition(decisionGate, new WhenFinished(decision));
  composition.scheduler.addCondition(responseGate, new WhenFinished(decision));

  return {
    composition,
    task,
    stimulus,
    cueInterval,
    correct,
    control,
    automatic,
    decision,
    decisionGate,
    responseGate,
  };
}

/** What a PEC needs of the model. */
export function fittedParts(model: ReturnType<typeof makeStabilityFlexibility>) {
  return {
    gain: model.control.parameters.gain,
    slope: model.automatic.parameters.slope,
    threshold: model.decision.parameters.threshold,
    nonDecisionTime: model.decision.parameters.nonDecisionTime,
    outcomeVariables: [model.decisionGate.outputPorts.RESULT, model.responseGate.outputPorts.RESULT],
  } as const;
}
