/** Functions of a vector as operations: the formulas are those of the classes in `functions/`. */
import type { FunctionKind } from '../graph/graph.js';
import type { Draft } from './draft.js';
import { constantOf, type Register } from './registers.js';

/** The parameter `function.<name>` of a node: one register, or one for each element. */
export type ParameterOf = (name: string) => readonly Register[];

/** Functions of the variable as a whole; `linear-combination` works on ports instead. */
export type VectorFunctionKind = Exclude<FunctionKind, 'linear-combination' | 'drift-diffusion-analytical'>;

/** The vector that a function makes of `variable`. */
export function emitFunction(
  draft: Draft,
  kind: VectorFunctionKind,
  variable: readonly Register[],
  parameter: ParameterOf,
): Register[] {
  switch (kind) {
    case 'identity':
      return [...variable];
    case 'softmax':
      return softmax(draft, variable, parameter('gain')[0]!);
    case 'linear-matrix':
      return linearMatrix(draft, variable, parameter('matrix'));
    default:
      return variable.map((x, i) => elementwise(draft, kind, x, (name) => at(parameter(name), i)));
  }
}

function elementwise(
  draft: Draft,
  kind: Exclude<VectorFunctionKind, 'identity' | 'softmax' | 'linear-matrix'>,
  x: Register,
  p: (name: string) => Register,
): Register {
  const op = draft.op.bind(draft);
  switch (kind) {
    case 'linear':
      return op('add', op('multiply', x, p('slope')), p('intercept'));
    case 'logistic': {
      const argument = op('multiply', p('gain'), op('subtract', op('add', x, p('bias')), p('x0')));
      return scaleAndShift(draft, op('logistic', argument), p('scale'), p('offset'));
    }
    case 'tanh': {
      const argument = op('multiply', p('gain'), op('subtract', op('add', x, p('bias')), p('x0')));
      return op('multiply', p('scale'), op('tanh', op('add', argument, p('offset'))));
    }
    case 'exponential': {
      const argument = op('add', op('multiply', p('rate'), x), p('bias'));
      return scaleAndShift(draft, op('exp', argument), p('scale'), p('offset'));
    }
    case 'relu': {
      const above = op('multiply', p('gain'), op('subtract', x, p('bias')));
      return op('select', op('less', x, p('bias')), op('multiply', above, p('leak')), above);
    }
    case 'gaussian': {
      const z = op('divide', op('subtract', x, p('bias')), p('standardDeviation'));
      const bell = op('exp', op('multiply', draft.constant(-0.5), op('multiply', z, z)));
      const width = op('sqrt', op('multiply', draft.constant(2 * Math.PI), p('standardDeviation')));
      return op('add', op('divide', op('multiply', p('scale'), bell), width), p('offset'));
    }
  }
}

/** `scale * (sum or product over ports p of weights_p * x_p ^ exponents_p) + offset`. */
export function emitCombination(
  draft: Draft,
  operation: 'sum' | 'product',
  ports: readonly (readonly Register[])[],
  parameter: ParameterOf,
): Register[] {
  const terms = ports.map((port, p) =>
    port.map((x) =>
      draft.op('multiply', at(parameter('weights'), p), emitPower(draft, x, at(parameter('exponents'), p))),
    ),
  );
  const op = operation === 'sum' ? 'add' : 'multiply';
  const combined = terms.reduce((all, term) => all.map((x, i) => draft.op(op, x, term[i]!)));
  return combined.map((x, i) => scaleAndShift(draft, x, at(parameter('scale'), i), at(parameter('offset'), i)));
}

/** Whole exponents up to this are multiplied out. */
const MOST_FACTORS = 64;

/** `x ^ exponent`: by multiplication for whole constants, else by exp and log of an x above 0. */
function emitPower(draft: Draft, x: Register, exponent: Register): Register {
  const known = constantOf(exponent);
  if (known !== null && Number.isInteger(known) && Math.abs(known) <= MOST_FACTORS) {
    let power = draft.constant(1);
    for (let i = 0; i < Math.abs(known); i++) power = draft.op('multiply', power, x);
    return known < 0 ? draft.op('divide', draft.constant(1), power) : power;
  }
  return draft.op('exp', draft.op('multiply', exponent, draft.op('log', x)));
}

function scaleAndShift(draft: Draft, x: Register, scale: Register, offset: Register): Register {
  return draft.op('add', draft.op('multiply', scale, x), offset);
}

function softmax(draft: Draft, variable: readonly Register[], gain: Register): Register[] {
  const scaled = variable.map((x) => draft.op('multiply', gain, x));
  const largest = scaled.reduce((most, x) => draft.op('max', most, x));
  const powers = scaled.map((x) => draft.op('exp', draft.op('subtract', x, largest)));
  const sum = powers.reduce((total, x) => draft.op('add', total, x));
  return powers.map((x) => draft.op('divide', x, sum));
}

/** `variable` times a matrix of shape [variable x results], row by row. */
function linearMatrix(draft: Draft, variable: readonly Register[], matrix: readonly Register[]): Register[] {
  const results = matrix.length / variable.length;
  return Array.from({ length: results }, (_, j) =>
    draft.dot(
      variable,
      variable.map((_, i) => matrix[i * results + j]!),
    ),
  );
}

/** Element `i`, or the only one. */
export function at(registers: readonly Register[], i: number): Register {
  return registers[registers.length === 1 ? 0 : i]!;
}
