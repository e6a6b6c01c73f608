/** Decisions that the engine runs whole, and noise in schedules of several passes: beside the reference. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileGraph } from '../../src/compiler/compile-graph.js';
import {
  AtTrialStart,
  buildGraph,
  Composition,
  DDM,
  DriftDiffusionIntegrator,
  EveryNCalls,
  LCAMechanism,
  NormalDist,
  type OutputPort,
  ProcessingMechanism,
  runReference,
  TransferMechanism,
  WhenFinished,
} from '../../src/index.js';
import type { LastStage, Program } from '../../src/program/program.js';
import { drawsOf } from './draws.js';
import { type Gen, randomComposition } from './random-model.js';
import { runProgram } from './run-program.js';

/** A composition compiled to show `ports`. */
function compiled(composition: Composition, ports: readonly OutputPort[]) {
  const built = buildGraph(composition);
  const outcomes = ports.map((port) => ({ name: port.name, ...built.portOf(port) }));
  const { program } = compileGraph(built.graph, { fitted: [], outcomes, precision: 'double', maxSeconds: 1e3 });
  return { graph: built.graph, program, outcomes };
}

/** The walk of a last stage, by `program.ts`: 1 or 0, and its time [s]. */
function walk(
  registers: Float64Array,
  last: LastStage & { readonly kind: 'ddm' },
  normal: (stream: number) => number,
): readonly [decision: number, seconds: number] {
  const [drift, threshold, noise, start, offset, delay] = (
    ['drift', 'threshold', 'noise', 'startingValue', 'offset', 'nonDecisionTime'] as const
  ).map((name) => registers[last[name]]!) as [number, number, number, number, number, number];
  const dt = last.timeStepSize;
  let x = start;
  let steps = 0;
  do {
    const moved = x + (drift * dt + noise * Math.sqrt(dt) * normal(last.stream)) + offset;
    x = Math.min(Math.max(moved, -threshold), threshold);
    steps += 1;
  } while (Math.abs(x) < threshold);
  return [x > 0 ? 1 : 0, delay + steps * dt];
}

describe('a decision that comes last', () => {
  it('gives the choices and times of the reference, by the same draws, after any noiseless model', () => {
    const decide = (g: Gen) => {
      const composition = randomComposition(g, { isNoisy: false, isScheduled: false });
      const sender = composition.nodes.at(-1)!;
      const positive = () => g(fc.double, { min: 0.1, max: 1.5, noNaN: true });
      const decision = new DDM({
        name: 'decision',
        function: new DriftDiffusionIntegrator({
          rate: positive(),
          noise: positive(),
          threshold: positive(),
          startingValue: 0.05 * positive(),
          nonDecisionTime: positive(),
          timeStepSize: 0.1 * positive(),
        }),
      });
      composition.addNode(decision);
      composition.addProjection({ sender, receiver: decision });
      const { DECISION_OUTCOME, RESPONSE_TIME } = decision.outputPorts;
      const { graph, program, outcomes } = compiled(composition, [RESPONSE_TIME, DECISION_OUTCOME]);
      const width = program.inputWidth;
      fc.pre(width > 0);
      const inputs = Array.from({ length: 3 }, () =>
        Array.from({ length: width }, () => g(fc.double, { min: -2, max: 2, noNaN: true })),
      );
      const seed = g(fc.nat);
      const expected = runReference(graph, Float64Array.from(inputs.flat()), {
        draws: drawsOf(graph.nodes.length, seed).ofNode,
        outcomes,
      });
      fc.pre(expected.every(({ truncated }) => !truncated));
      expect(program.split).toBe('trials');
      if (program.last.kind !== 'ddm') throw new Error('must be a walk that the engine runs whole');
      const { normal } = drawsOf(graph.nodes.length, seed).ofStream;
      for (const [trial, registers] of runProgram(program, inputs).entries()) {
        const [decided, seconds] = walk(registers, program.last, normal);
        const [time, choice] = expected[trial]!.outcomes;
        expect([decided, Math.abs(seconds - time!) < 1e-9]).toEqual([choice, true]);
      }
    };
    fc.assert(fc.property(fc.gen(), decide), { numRuns: 60 });
  }, 120_000);
});

describe('noise in a schedule', () => {
  /** Means and standard errors of each outcome over many trials. */
  function moments(rows: readonly (readonly number[])[]) {
    return rows[0]!.map((_, i) => {
      const values = rows.map((row) => row[i]!);
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
      const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
      return { mean, variance, count: values.length };
    });
  }

  function outcomesOf(program: Program, inputs: readonly (readonly number[])[], seed: number) {
    const { last } = program;
    if (last.kind !== 'lanes') throw new Error('must be lanes');
    const draws = drawsOf(8, seed).ofStream;
    return runProgram(program, inputs, { draws }).map((row) => last.outcomes.map(({ register }) => row[register]!));
  }

  it('has the law of the reference, though idle mechanisms draw, too', () => {
    const stimulus = new ProcessingMechanism({ name: 'stimulus' });
    const evidence = new TransferMechanism({
      name: 'evidence',
      noise: new NormalDist({ mean: 0.1, standardDeviation: 0.5 }),
      integratorMode: true,
      resetStatefulFunctionWhen: new AtTrialStart(),
    });
    const slow = new TransferMechanism({ name: 'slow', noise: new NormalDist({ standardDeviation: 0.4 }) });
    const race = new LCAMechanism({
      name: 'race',
      inputShapes: 2,
      timeStepSize: 0.05,
      noise: new NormalDist({ standardDeviation: 0.6 }),
      terminationThreshold: 0.65,
      executeUntilFinished: false,
      resetStatefulFunctionWhen: new AtTrialStart(),
      outputPorts: ['RESULT', 'DECISION_INDEX', 'DECISION_TIME'],
    });
    const gate = new ProcessingMechanism({ name: 'gate' });
    const composition = new Composition({
      pathways: [
        [stimulus, evidence, slow],
        [evidence, race],
      ],
    });
    composition.addPathway([slow, gate]);
    composition.scheduler.addCondition(slow, new EveryNCalls(evidence, 3));
    composition.scheduler.addCondition(gate, new WhenFinished(race));
    const ports = [
      slow.outputPorts.RESULT,
      evidence.outputPorts.RESULT,
      race.outputPorts.DECISION_INDEX,
      race.outputPorts.DECISION_TIME,
    ];
    const { graph, program, outcomes } = compiled(composition, ports);
    const inputs = Array.from({ length: 600 }, () => [0.7]);
    const reference = runReference(graph, Float64Array.from(inputs.flat()), {
      draws: drawsOf(8, 11).ofNode,
      outcomes,
    });
    expect(program.last.kind).toBe('lanes');
    const expected = moments(reference.map((trial) => trial.outcomes));
    for (const [i, found] of moments(outcomesOf(program, inputs, 12)).entries()) {
      const { mean, variance, count } = expected[i]!;
      expect(Math.abs(found.mean - mean)).toBeLessThan(4.5 * Math.sqrt((variance + found.variance) / count));
      expect(Math.abs(found.variance / variance - 1)).toBeLessThan(0.4);
    }
  });
});
