/** When nodes run, what they see of each other, and when state is reset. */
import { describe, expect, it } from '@jest/globals';
import {
  AccumulatorIntegrator,
  AfterNCalls,
  AfterPass,
  All,
  AllHaveRun,
  Always,
  Any,
  AtNCalls,
  AtPass,
  AtTrialStart,
  BeforeNCalls,
  BeforePass,
  Composition,
  DDM,
  DriftDiffusionIntegrator,
  EveryNCalls,
  EveryNPasses,
  IntegratorMechanism,
  JustRan,
  Linear,
  Logistic,
  MappingProjection,
  Never,
  Not,
  ProcessingMechanism,
  RecurrentTransferMechanism,
  SimpleIntegrator,
  Threshold,
  WhenFinished,
} from '../../src/index.js';
import { run, someDraws } from './golden.js';

/** Shows how often it has run in this trial. */
function aCounter(name: string) {
  const count = new AccumulatorIntegrator({ increment: 1 });
  return new IntegratorMechanism({ name, function: count, resetStatefulFunctionWhen: new AtTrialStart() });
}

describe('conditions', () => {
  type First = ReturnType<typeof aCounter>;
  // The first runs in every pass; its sixth run ends the trial, so the second is considered in passes 0 to 4.
  it.each<[string, number, (first: First) => Parameters<Composition['scheduler']['addCondition']>[1]]>([
    ['Always', 5, () => new Always()],
    ['Never', 0, () => new Never()],
    ['AtTrialStart', 1, () => new AtTrialStart()],
    ['AtPass(2)', 1, () => new AtPass(2)],
    ['BeforePass(2)', 2, () => new BeforePass(2)],
    ['AfterPass(2)', 2, () => new AfterPass(2)],
    ['EveryNPasses(2)', 3, () => new EveryNPasses(2)],
    ['EveryNCalls(first, 2)', 2, (first) => new EveryNCalls(first, 2)],
    ['BeforeNCalls(first, 3)', 2, (first) => new BeforeNCalls(first, 3)],
    ['AtNCalls(first, 3)', 1, (first) => new AtNCalls(first, 3)],
    ['AfterNCalls(first, 3)', 3, (first) => new AfterNCalls(first, 3)],
    ['WhenFinished(first)', 5, (first) => new WhenFinished(first)],
    ['JustRan(first)', 5, (first) => new JustRan(first)],
    ['AllHaveRun(first)', 5, (first) => new AllHaveRun(first)],
    ['AllHaveRun, itself among them', 0, () => new AllHaveRun()],
    ['Any', 2, () => new Any(new AtPass(0), new AtPass(3))],
    ['All', 2, () => new All(new AfterPass(0), new BeforePass(3))],
    ['Not', 4, () => new Not(new AtPass(0))],
    ['Threshold', 3, (first) => new Threshold(first.outputPorts.RESULT, { threshold: 3 })],
    ['Threshold ==', 1, (first) => new Threshold(first.outputPorts.RESULT, { threshold: 3, comparison: '==' })],
  ])('%s lets a node run %i times in five passes, in each trial', (_, count, condition) => {
    const first = aCounter('first');
    const second = aCounter('second');
    const composition = new Composition({ pathways: [[first, second]] });
    composition.scheduler.addCondition(second, condition(first));
    composition.scheduler.endTrialWhen(new AfterNCalls(first, 6));
    const { of, trials } = run(composition, [[0], [0]]);
    // A counter that did not run shows what one step without input would give, 1.
    const shown = count === 0 ? 1 : count;
    expect(of(second.outputPorts.RESULT)).toEqual([[shown], [shown]]);
    expect(trials.map(({ passes }) => passes)).toEqual([6, 6]);
  });

  it('a walk of one step a pass, watched by a gate, is the walk that runs until it is finished', () => {
    const results = [true, false].map((executeUntilFinished) => {
      const walk = new DriftDiffusionIntegrator({ noise: 1, threshold: 0.5, timeStepSize: 0.05, nonDecisionTime: 0.1 });
      const decision = new DDM({ function: walk, executeUntilFinished });
      const gate = new ProcessingMechanism({ name: 'gate' });
      const composition = new Composition({ nodes: [decision, gate] });
      composition.addProjection({ sender: decision.outputPorts.RESPONSE_TIME, receiver: gate });
      composition.scheduler.addCondition(gate, new WhenFinished(decision));
      const draws = someDraws(3);
      return run(composition, new Array(50).fill([0.3]), { draws: () => draws }).of(gate.outputPorts.RESULT);
    });
    expect(results[1]).toEqual(results[0]);
    expect(new Set(results[0]!.flat()).size).toBeGreaterThan(5);
  });

  it('resets as a node is about to run where the condition is not of the start of a trial', () => {
    const sum = new IntegratorMechanism({
      name: 'sum',
      function: new SimpleIntegrator({ initialValue: 10 }),
      resetStatefulFunctionWhen: new AtPass(2),
    });
    const composition = new Composition({ nodes: [sum] });
    composition.scheduler.endTrialWhen(new AfterNCalls(sum, 4));
    // 11, 12, then from 10 again: 11, 12; the next trial goes on from there: 13, 14, then 11, 12.
    expect(run(composition, [[1], [1]]).of(sum.outputPorts.RESULT)).toEqual([[12], [12]]);
    const early = new Composition({ nodes: [sum] });
    early.scheduler.endTrialWhen(new AfterNCalls(sum, 2));
    expect(run(early, [[1], [1]]).of(sum.outputPorts.RESULT)).toEqual([[12], [14]]);
  });

  it('cuts off a trial that would never end, and says so', () => {
    const walk = new DDM({ function: new DriftDiffusionIntegrator({ rate: 0 }) });
    const composition = new Composition({ pathways: [walk] });
    const { trials } = run(composition, [[1]], { maxExecutions: 20, outcomes: [{ node: 0, port: 1 }] });
    expect(trials[0]).toMatchObject({ truncated: true, outcomes: [NaN], finished: [false] });
  });
});

describe('what nodes see of each other', () => {
  it('feedback brings the value of the last pass, at first that of a step without input', () => {
    const forward = new ProcessingMechanism({ name: 'forward' });
    const back = new ProcessingMechanism({ name: 'back', function: new Logistic() });
    const composition = new Composition({ pathways: [[forward, back]] });
    composition.addProjection({ sender: back, receiver: forward, feedback: true });
    const [first, second] = run(composition, [[1], [1]])
      .of(forward.outputPorts.RESULT)
      .map(([value]) => value!);
    expect(first).toBe(1.5);
    expect(second).toBeCloseTo(1 + 1 / (1 + Math.exp(-1.5)), 14);
  });

  it('a recurrent mechanism takes in its own last value through a matrix, or through auto and hetero', () => {
    const given = { inputShapes: 2, function: new Linear({ slope: 0.5 }) };
    const auto = new RecurrentTransferMechanism({ ...given, auto: 0.2, hetero: -0.4 });
    const matrix = new RecurrentTransferMechanism({
      ...given,
      matrix: [
        [0.2, -0.4],
        [-0.4, 0.2],
      ],
    });
    const rows = [
      [1, 0],
      [1, 0],
      [0, 2],
    ];
    const shown = [auto, matrix].map((one) => run(new Composition({ nodes: [one] }), rows).of(one.outputPorts.RESULT));
    expect(shown[1]).toEqual(shown[0]);
    // Half of (1, 0); then half of (1 + .2 * .5, -.4 * .5); …
    expect(shown[0]!.slice(0, 2)).toEqual([
      [0.5, 0],
      [0.55, -0.1],
    ]);
    const hollow = new RecurrentTransferMechanism({ ...given });
    expect(run(new Composition({ nodes: [hollow] }), rows).of(hollow.outputPorts.RESULT)[1]).toEqual([0.5, 0.25]);
  });

  it('a matrix maps senders to receivers, from a slice too', () => {
    const sender = new ProcessingMechanism({
      name: 'sender',
      inputShapes: 3,
      outputPorts: ['RESULT', { name: 'tail', from: 1, to: 3 }],
    });
    const receiver = new ProcessingMechanism({ name: 'receiver', inputShapes: 2 });
    const composition = new Composition({
      pathways: [
        [
          sender,
          new MappingProjection({
            matrix: [
              [1, 0],
              [0, 10],
              [100, 1000],
            ],
          }),
          receiver,
        ],
      ],
    });
    composition.addProjection({ sender: sender.outputPorts.tail, receiver, matrix: 'identity' });
    expect(run(composition, [[1, 2, 3]]).of(receiver.outputPorts.RESULT)).toEqual([[301 + 2, 3020 + 3]]);
  });

  it('a nested composition is its mechanisms, in place, with their conditions', () => {
    const before = new ProcessingMechanism({ name: 'before', function: new Linear({ slope: 2 }) });
    const one = new ProcessingMechanism({ name: 'one', function: new Linear({ intercept: 1 }) });
    const two = aCounter('two');
    const after = new ProcessingMechanism({ name: 'after' });
    const inner = new Composition({ name: 'inner', pathways: [[one, two]] });
    inner.scheduler.addCondition(two, new AtPass(1));
    const outer = new Composition({ name: 'outer', pathways: [[before, inner, after]] });
    expect(outer.nodes).toEqual([before, one, two, after]);
    const { of, trials } = run(outer, [[3]]);
    expect(of(one.outputPorts.RESULT)).toEqual([[7]]);
    expect(trials[0]!.passes).toBe(2);
  });
});
