/** Trials that end before every mechanism has run: what did not run shows what it was. */
import { expect, it } from '@jest/globals';
import { compileGraph } from '../../src/compiler/compile-graph.js';
import { AfterNCalls, buildGraph, Composition, Logistic, ProcessingMechanism, runReference } from '../../src/index.js';
import { runProgram } from './run-program.js';

it('keeps, trial after trial, the first value of a mechanism that never runs', () => {
  const first = new ProcessingMechanism({ name: 'first' });
  const second = new ProcessingMechanism({ name: 'second', function: new Logistic({ gain: 2 }) });
  const composition = new Composition({ pathways: [[first, second]] });
  composition.scheduler.endTrialWhen(new AfterNCalls(first, 1));
  const { graph } = buildGraph(composition);
  const outcomes = [0, 1].map((node) => ({ name: `${node}`, node, port: 0 }));
  const { program } = compileGraph(graph, { fitted: [], outcomes, precision: 'double', maxSeconds: 10 });
  if (program.last.kind !== 'lanes') throw new Error('must be lanes');
  const registers = program.last.outcomes.map(({ register }) => register);
  const found = runProgram(program, [[1], [2], [3]]).map((row) => registers.map((register) => row[register]));
  expect(found).toEqual([
    [1, 0.5],
    [2, 0.5],
    [3, 0.5],
  ]);
  expect(runReference(graph, Float64Array.of(1, 2, 3), { outcomes }).map((trial) => trial.outcomes)).toEqual(found);
});
