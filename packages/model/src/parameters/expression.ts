/**
 * Arithmetic on parameters, as data: what a parameter that is not searched for is made of.
 *
 *     parameters: [[a.parameters.threshold, { low: 0.1, high: 2 }], [b.parameters.threshold, times(a.parameters.threshold, 0.5)]]
 */
import { show } from '../check.js';
import { ModelError } from '../errors.js';
import { Parameter } from '../mechanism.js';
import type { ExpressionData } from '../recipe.js';

/** Something with a value for each candidate. */
export type Operand = Parameter | Expression | number;

/** An operation on two operands. Made by `plus`, `minus`, `times` and `over`. */
export class Expression {
  readonly op: 'add' | 'subtract' | 'multiply' | 'divide';
  readonly a: Operand;
  readonly b: Operand;

  constructor(op: Expression['op'], a: Operand, b: Operand) {
    this.op = op;
    this.a = requireOperand('an operand', a);
    this.b = requireOperand('an operand', b);
  }
}

/** `a + b`. */
export function plus(a: Operand, b: Operand): Expression {
  return new Expression('add', a, b);
}

/** `a - b`. */
export function minus(a: Operand, b: Operand): Expression {
  return new Expression('subtract', a, b);
}

/** `a * b`. */
export function times(a: Operand, b: Operand): Expression {
  return new Expression('multiply', a, b);
}

/** `a / b`. */
export function over(a: Operand, b: Operand): Expression {
  return new Expression('divide', a, b);
}

/** As plain data; `slotOf` throws for a parameter that has no slot. */
export function expressionData(operand: Operand, slotOf: (parameter: Parameter) => number): ExpressionData {
  if (typeof operand === 'number') return { op: 'constant', value: operand };
  if (operand instanceof Parameter) return { op: 'slot', slot: slotOf(operand) };
  const { op, a, b } = operand;
  return { op, a: expressionData(a, slotOf), b: expressionData(b, slotOf) };
}

/** The value of an expression, given those of the slots before it. */
export function evaluateExpression(data: ExpressionData, slot: (slot: number) => number): number {
  switch (data.op) {
    case 'constant':
      return data.value;
    case 'slot':
      return slot(data.slot);
    case 'add':
      return evaluateExpression(data.a, slot) + evaluateExpression(data.b, slot);
    case 'subtract':
      return evaluateExpression(data.a, slot) - evaluateExpression(data.b, slot);
    case 'multiply':
      return evaluateExpression(data.a, slot) * evaluateExpression(data.b, slot);
    case 'divide':
      return evaluateExpression(data.a, slot) / evaluateExpression(data.b, slot);
  }
}

/** Returns `given` if it is something with a value. */
export function requireOperand(field: string, given: unknown): Operand {
  const isNumber = typeof given === 'number' && Number.isFinite(given);
  if (isNumber || given instanceof Parameter || given instanceof Expression) return given as Operand;
  const text = `must be a parameter, a finite number or an expression of those, got ${show(given)}`;
  throw new ModelError('ERR_OPTION', field, text);
}
