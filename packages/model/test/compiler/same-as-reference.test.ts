/** Random compositions, compiled and run beside the reference: the same numbers. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileGraph } from '../../src/compiler/compile-graph.js';
import type { FittedKey } from '../../src/compiler/site.js';
import { buildGraph, type Graph, ModelError, runReference } from '../../src/index.js';
import { checkProgram } from '../../src/program/check-program.js';
import { readProgram } from '../../src/program/decode-program.js';
import type { Program } from '../../src/program/program.js';
import { drawsOf } from './draws.js';
import { type Gen, type RandomOptions, randomComposition } from './random-model.js';
import { runProgram } from './run-program.js';
import { textOf } from './text-of.js';

const MOST_PASSES = 30;

/** The graph, each of whose nodes shows every element of its value in a port of its own. */
function withElements(graph: Graph): Graph {
  const nodes = graph.nodes.map((node) => ({
    ...node,
    outputPorts: [
      ...node.outputPorts,
      ...Array.from({ length: node.valueSize }, (_, i) => ({
        name: `element ${i}`,
        size: 1,
        source: { kind: 'value' as const, from: i, to: i + 1 },
      })),
    ],
  }));
  return { ...graph, nodes };
}

/** Not fitted here: no parameter; powers of numbers below 0; noise, of which mechanisms that do not run draw more. */
const UNFITTED = ['integrator.timeStepSize', 'function.exponents', 'integrator.noise'];

/** Some parameters as slots, with other values than their own. */
function fittedOf(g: Gen, { nodes }: Graph): readonly (FittedKey & { readonly value: number })[] {
  const all = nodes.flatMap(({ parameters }, node) =>
    Object.entries(parameters).flatMap(([key, value]) => {
      if (UNFITTED.includes(key)) return [];
      const elements = typeof value === 'number' ? [null] : value.map((_, element) => element);
      return elements.map((element) => ({ name: `${node}.${key}`, node, key, element }));
    }),
  );
  const chosen = new Set(g(fc.array, fc.nat(), { maxLength: 3 }).map((i) => all[i % all.length]!));
  return (all.length === 0 ? [] : [...chosen]).map((one) => ({
    ...one,
    value: g(fc.double, { min: 0.05, max: 1.2, noNaN: true }),
  }));
}

interface Case {
  readonly program: Program;
  readonly expected: readonly (readonly number[])[];
  readonly found: readonly (readonly number[])[];
}

/** Outcomes of the reference and of the program, trial by trial; null where there is no such model, or it never ends. */
function bothWays(g: Gen, options: RandomOptions): Case | null {
  const graph = graphOf(g, options);
  if (graph === null) return null;
  const width = graph.inputs.reduce((sum, { size }) => sum + size, 0);
  if (width === 0) return null;
  const trials = 1 + g(fc.nat, { max: 3 });
  const inputs = Array.from({ length: trials }, () =>
    Array.from({ length: width }, () => g(fc.double, { min: -2, max: 2, noNaN: true })),
  );
  const outcomes = graph.nodes.flatMap(({ name, outputPorts }, node) =>
    outputPorts.flatMap((port, index) =>
      port.size === 1 ? [{ name: `${name}.${port.name}`, node, port: index }] : [],
    ),
  );
  const fitted = fittedOf(g, graph);
  const seed = g(fc.nat);
  const whole = runReference(graph, Float64Array.from(inputs.flat()), {
    parameters: fitted.map(({ node, key, element, value }) => ({ node, parameter: key, element, values: value })),
    draws: drawsOf(graph.nodes.length, seed).ofNode,
    outcomes,
    maxPasses: MOST_PASSES,
  });
  const cut = whole.findIndex(({ truncated }) => truncated);
  const kept = cut === -1 ? trials : cut;
  if (kept === 0) return null;
  const { program } = compileGraph(graph, { fitted, outcomes, precision: 'double', maxSeconds: 1e6 });
  const registers = runProgram(program, inputs.slice(0, kept), {
    slots: fitted.map(({ value }) => value),
    draws: drawsOf(graph.nodes.length, seed).ofStream,
  });
  const { last } = program;
  if (last.kind !== 'lanes') throw new Error('must show evidence, which only lanes do');
  return {
    program,
    expected: whole.slice(0, kept).map((trial) => trial.outcomes),
    found: registers.map((row) => last.outcomes.map(({ register }) => row[register]!)),
  };
}

function graphOf(g: Gen, options: RandomOptions): Graph | null {
  try {
    return withElements(buildGraph(randomComposition(g, options)).graph);
  } catch (error) {
    if (error instanceof ModelError) return null; // as a condition that can never hold
    throw error;
  }
}

const at = (field: string) => ({ code: 'ERR_RECIPE', field }) as const;

function check(case_: Case | null): boolean {
  fc.pre(case_ !== null);
  const { program, expected, found } = case_;
  checkProgram(program, at);
  const text = textOf(program);
  expect(textOf(readProgram(at, JSON.parse(text)))).toBe(text);
  for (const [trial, values] of expected.entries()) {
    for (const [i, value] of values.entries()) {
      const got = found[trial]![i]!;
      const isSame =
        Object.is(got, value) || got === value || Math.abs(got - value) <= 1e-12 * Math.max(1, Math.abs(value));
      if (!isSame) expect({ trial, outcome: i, value: got }).toEqual({ trial, outcome: i, value });
    }
  }
  return true;
}

describe('a compiled composition', () => {
  it.each([
    ['of one pass', { isNoisy: false, isScheduled: false }],
    ['of any schedule', { isNoisy: false, isScheduled: true }],
    ['of one pass with noise, by the same draws', { isNoisy: true, isScheduled: false }],
  ] as const)(
    '%s gives what the reference gives',
    (_, options) => {
      fc.assert(
        fc.property(fc.gen(), (g) => check(bothWays(g, options))),
        { numRuns: 120 },
      );
    },
    180_000,
  );
});
