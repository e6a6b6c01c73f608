/**
 * Children of numbers, on the scale before the unit cube (logarithms where the range says so).
 *
 * Draws are taken in Optuna's order, so that recorded children replay.
 */
import type { Crossover } from './crossover-options.js';
import type { Draws } from './draws.js';
import { undx } from './undx.js';

/** What a crossover works with. */
export interface CrossoverInput {
  /** Two or three, see `parentCount`. */
  readonly parents: readonly Float64Array[];
  readonly bounds: readonly (readonly [low: number, high: number])[];
  readonly objectives: number;
  readonly draws: Draws;
}

/** The child of `parents`; it may lie out of bounds. */
export function cross(crossover: Crossover, input: CrossoverInput): Float64Array {
  switch (crossover.kind) {
    case 'uniform':
      return uniform(input, crossover.swappingProb ?? 0.5);
    case 'blx-alpha':
      return blend(input, crossover.alpha ?? 0.5);
    case 'sbx':
      return simulatedBinary(crossover, input, boundedSpread);
    case 'vsbx':
      return simulatedBinary(crossover, input, unboundedSpread);
    case 'spx':
      return simplex(input, crossover.epsilon ?? Math.sqrt(input.bounds.length + 2));
    case 'undx':
      return undx(input, crossover);
  }
}

function uniforms({ bounds, draws }: CrossoverInput): Float64Array {
  return Float64Array.from(bounds, () => draws.uniform());
}

function uniform(input: CrossoverInput, swappingProb: number): Float64Array {
  const [first, second] = input.parents as [Float64Array, Float64Array];
  return uniforms(input).map((u, i) => (u >= swappingProb ? second[i]! : first[i]!));
}

/** Eshelman & Schaffer (1993). */
function blend(input: CrossoverInput, alpha: number): Float64Array {
  const [first, second] = input.parents as [Float64Array, Float64Array];
  return uniforms(input).map((u, i) => {
    const low = Math.min(first[i]!, second[i]!);
    const high = Math.max(first[i]!, second[i]!);
    const margin = alpha * (high - low);
    return low - margin + u * (high - low + 2 * margin);
  });
}

/** Gives two children's genes. */
type Spread = (input: CrossoverInput, eta: number) => [Float64Array, Float64Array];

function simulatedBinary(crossover: Crossover & { kind: 'sbx' | 'vsbx' }, input: CrossoverInput, spread: Spread) {
  const { uniformCrossoverProb = 0.5, useChildGeneProb = 0.5 } = crossover;
  const eta = crossover.eta ?? (input.objectives > 1 ? 20 : 2);
  const { draws, parents } = input;
  const [one, two] = spread(input, eta);
  const first = new Float64Array(one.length);
  const second = new Float64Array(one.length);
  for (let i = 0; i < one.length; i++) {
    const [a, b] = draws.uniform() < useChildGeneProb ? [one[i]!, two[i]!] : [parents[0]![i]!, parents[1]![i]!];
    const isKept = draws.uniform() >= uniformCrossoverProb;
    first[i] = isKept ? a : b;
    second[i] = isKept ? b : a;
  }
  return draws.uniform() < 0.5 ? first : second;
}

/** Deb & Agrawal (1995), with the spread cut at the bounds. */
function boundedSpread(input: CrossoverInput, eta: number): [Float64Array, Float64Array] {
  const [x, y] = input.parents as [Float64Array, Float64Array];
  const us = uniforms(input);
  const power = 1 / (eta + 1);
  const factor = (room: number, width: number, u: number) => {
    const alpha = 2 - (1 + (2 * room) / width) ** -(eta + 1);
    return (u > 1 / alpha ? 1 / (2 - u * alpha) : u * alpha) ** power;
  };
  const genes = [...input.bounds.entries()].map(([i, [low, high]]): [number, number] => {
    const least = Math.min(x[i]!, y[i]!);
    const most = Math.max(x[i]!, y[i]!);
    const width = Math.max(most - least, 1e-10);
    const below = factor(least - low, width, us[i]!) * width;
    const above = factor(high - most, width, us[i]!) * width;
    return [0.5 * (least + most - below), 0.5 * (least + most + above)];
  });
  return [Float64Array.from(genes, ([a]) => a), Float64Array.from(genes, ([, b]) => b)];
}

/** Ballester & Carter (2003), in Optuna's reading: the two spreads are those of the first and the second parent. */
function unboundedSpread(input: CrossoverInput, eta: number): [Float64Array, Float64Array] {
  const [x, y] = input.parents as [Float64Array, Float64Array];
  const us = uniforms(input);
  const spread = (share: number) => (1 / Math.max(2 * share, 1e-10)) ** (1 / (eta + 1));
  const p = us.map(spread);
  const q = us.map((u) => spread(1 - u));
  const isNearFirst = input.draws.uniform() <= 0.5;
  const isFarFirst = input.draws.uniform() <= 0.5;
  const near = x.map((a, i) => {
    const b = y[i]!;
    return 0.5 * (isNearFirst ? (1 + p[i]!) * a + (1 - q[i]!) * b : (1 - p[i]!) * a + (1 + q[i]!) * b);
  });
  const far = x.map((a, i) => {
    const b = y[i]!;
    return 0.5 * (isFarFirst ? (3 - p[i]!) * a - (1 - q[i]!) * b : (3 - q[i]!) * b - (1 - p[i]!) * a);
  });
  return [near, far];
}

/** Tsutsui, Yamamura & Higuchi (1999). */
function simplex({ parents, draws, bounds }: CrossoverInput, epsilon: number): Float64Array {
  const us = parents.slice(1).map((_, k) => draws.uniform() ** (1 / (k + 1)));
  return Float64Array.from(bounds, (_, i) => {
    const center = parents.reduce((sum, parent) => sum + parent[i]!, 0) / parents.length;
    const corners = parents.map((parent) => center + epsilon * (parent[i]! - center));
    const offset = us.reduce((sum, u, k) => u * (corners[k]! - corners[k + 1]! + sum), 0);
    return corners.at(-1)! + offset;
  });
}
