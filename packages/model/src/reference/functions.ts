/** Functions of a node's variable, as the classes in `functions/` say. */
import type { GraphNode } from '../graph/graph.js';
import { diffusionMoments } from './analytical.js';
import { type NodeParameters, numberAt } from './values.js';

/** The value of a node's function at `x`. */
export function applyFunction(node: GraphNode, parameters: NodeParameters, x: readonly number[]): readonly number[] {
  const p = (name: string, index = 0) => numberAt(parameters, `function.${name}`, index);
  switch (node.function.kind) {
    case 'identity':
      return x;
    case 'linear':
      return x.map((value, i) => p('slope', i) * value + p('intercept', i));
    case 'logistic':
      return x.map(
        (value, i) =>
          p('scale', i) / (1 + Math.exp(-p('gain', i) * (value + p('bias', i) - p('x0', i)))) + p('offset', i),
      );
    case 'exponential':
      return x.map((value, i) => p('scale', i) * Math.exp(p('rate', i) * value + p('bias', i)) + p('offset', i));
    case 'relu':
      return x.map((value, i) => {
        const rise = p('gain', i) * (value - p('bias', i));
        return value < p('bias', i) ? p('leak', i) * rise : rise;
      });
    case 'tanh':
      return x.map(
        (value, i) => p('scale', i) * Math.tanh(p('gain', i) * (value + p('bias', i) - p('x0', i)) + p('offset', i)),
      );
    case 'gaussian':
      return x.map((value, i) => {
        const width = p('standardDeviation', i);
        const bell = Math.exp(-((value - p('bias', i)) ** 2) / (2 * width ** 2)) / Math.sqrt(2 * Math.PI * width);
        return p('scale', i) * bell + p('offset', i);
      });
    case 'softmax':
      return softMax(x.map((value, i) => p('gain', i) * value));
    case 'linear-matrix':
      return timesMatrix(x, parameters.get('function.matrix')!, node.valueSize);
    case 'linear-combination':
      return combination(node, parameters, x);
    case 'drift-diffusion-analytical':
      return diffusionMoments({
        drift: p('driftRate') * x[0]!,
        threshold: p('threshold'),
        startingValue: p('startingValue'),
        noise: p('noise'),
        nonDecisionTime: p('nonDecisionTime'),
      });
  }
}

function softMax(x: readonly number[]): readonly number[] {
  const largest = Math.max(...x);
  const powers = x.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** `x` times a matrix of `columns` columns, row by row. */
export function timesMatrix(x: readonly number[], matrix: readonly number[], columns: number): readonly number[] {
  return Array.from({ length: columns }, (_, column) =>
    x.reduce((sum, value, row) => sum + value * matrix[row * columns + column]!, 0),
  );
}

function combination(node: GraphNode, parameters: NodeParameters, x: readonly number[]): readonly number[] {
  const p = (name: string, index: number) => numberAt(parameters, `function.${name}`, index);
  const isProduct = node.function.operation === 'product';
  return Array.from({ length: node.valueSize }, (_, i) => {
    let result = isProduct ? 1 : 0;
    for (const port of node.inputPorts.keys()) {
      const power = p('exponents', port);
      const value = x[port * node.valueSize + i]!;
      const term = p('weights', port) * (power === 1 ? value : value ** power);
      result = isProduct ? result * term : result + term;
    }
    return result * p('scale', i) + p('offset', i);
  });
}
