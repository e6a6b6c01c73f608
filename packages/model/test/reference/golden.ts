/** Reference numbers, and how a test runs the reference on a composition. */
import { readFileSync } from 'node:fs';
import { buildGraph } from '../../src/build-graph.js';
import type { Composition } from '../../src/composition.js';
import type { OutputPort } from '../../src/mechanism.js';
import { type ReferenceOptions, runReference } from '../../src/reference/run-reference.js';
import type { Draws } from '../../src/reference/values.js';

const FOLDER = new URL('../../../../../shared/golden/psyneulink/', import.meta.url);

/** A file of the golden folder. */
export function golden(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));
}

/** Runs `composition` on a row a trial; gives the trials, and the values of a port in each. */
export function run(composition: Composition, rows: readonly (readonly number[])[], options: ReferenceOptions = {}) {
  const built = buildGraph(composition);
  const trials = runReference(built.graph, Float64Array.from(rows.flat()), options);
  const of = (port: OutputPort) => {
    const at = built.portOf(port);
    return trials.map(({ ports }) => ports[at.node]![at.port]!);
  };
  return { ...built, trials, of };
}

/** Random numbers of a 32-bit xorshift: the same in each run. */
export function someDraws(seed: number): Draws {
  let state = seed | 1;
  const uniform = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
  return { uniform, normal: () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()) };
}

/** The largest absolute difference between two nested lists of numbers. */
export function largestDifference(left: readonly (readonly number[])[], right: readonly (readonly number[])[]): number {
  if (left.length !== right.length) throw new Error(`${left.length} rows and ${right.length}`);
  const differences = left.flatMap((row, i) => {
    if (row.length !== right[i]!.length) throw new Error(`${row.length} columns and ${right[i]!.length}`);
    return row.map((value, j) => Math.abs(value - right[i]![j]!));
  });
  return Math.max(...differences.map((difference) => (Number.isNaN(difference) ? Infinity : difference)));
}
