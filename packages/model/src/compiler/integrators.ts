/** One step of an integrator as operations: the formulas are those of the classes in `functions/`. */
import type { IntegratorKind } from '../graph/graph.js';
import type { Draft } from './draft.js';
import { at, type ParameterOf } from './functions.js';
import type { Register } from './registers.js';

/** What one step reads. */
export interface IntegratorStep {
  /** The state before it. */
  readonly state: readonly Register[];
  readonly input: readonly Register[];
  /** `integrator.<name>`. */
  readonly parameter: ParameterOf;
  /** Added as it is: scaled by the step size already; null where there is none. */
  readonly noise: readonly Register[] | null;
}

/** The state after one step. Drift diffusion and Ornstein-Uhlenbeck take their noise, times its standard deviation, as the others do. */
export function emitIntegrator(draft: Draft, kind: IntegratorKind, step: IntegratorStep): Register[] {
  return step.state.map((x, i) => {
    const input = at(step.input, i);
    const p = (name: string) => at(step.parameter(name), i);
    const moved = emitElement(draft, kind, { x, input, p });
    const noisy = step.noise === null ? moved : draft.op('add', moved, at(step.noise, i));
    if (kind === 'accumulator') return noisy;
    const shifted = draft.op('add', noisy, p('offset'));
    if (kind !== 'drift-diffusion') return shifted;
    return draft.op('clip', shifted, draft.op('negate', p('threshold')), p('threshold'));
  });
}

function emitElement(
  draft: Draft,
  kind: IntegratorKind,
  { x, input, p }: { readonly x: Register; readonly input: Register; readonly p: (name: string) => Register },
): Register {
  const op = draft.op.bind(draft);
  switch (kind) {
    case 'simple':
      return op('add', x, op('multiply', p('rate'), input));
    case 'adaptive':
      return op(
        'add',
        op('multiply', op('subtract', draft.constant(1), p('rate')), x),
        op('multiply', p('rate'), input),
      );
    case 'leaky-competing':
      return op('add', x, op('multiply', op('subtract', input, op('multiply', p('leak'), x)), p('timeStepSize')));
    case 'drift-diffusion':
      return op('add', x, op('multiply', op('multiply', p('rate'), input), p('timeStepSize')));
    case 'ornstein-uhlenbeck': {
      const pull = op('subtract', op('multiply', p('decay'), x), op('multiply', p('rate'), input));
      return op('add', x, op('multiply', pull, p('timeStepSize')));
    }
    case 'accumulator':
      return op('add', op('multiply', p('rate'), x), p('increment'));
  }
}

/** The square root of a step's duration: what random increments are scaled by; null for integrators without step size. */
export function emitRootStep(draft: Draft, kind: IntegratorKind, parameter: ParameterOf): Register | null {
  const hasSteps = kind === 'leaky-competing' || kind === 'drift-diffusion' || kind === 'ornstein-uhlenbeck';
  return hasSteps ? draft.op('sqrt', parameter('timeStepSize')[0]!) : null;
}
