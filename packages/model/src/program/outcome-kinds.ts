/** What the outcomes of a program are, whatever its last stage. */
import type { Program } from './program.js';

/** One outcome: the values that it can have, or null for a continuous one. */
export interface OutcomeKind {
  readonly values: readonly number[] | null;
  /** Whether it is a time [s], which cannot be below 0. */
  readonly isTime: boolean;
}

/** The kind of each outcome, in their order. */
export function outcomeKinds({ last }: Program): readonly OutcomeKind[] {
  switch (last.kind) {
    case 'lanes':
      return last.outcomes.map(({ values }) => ({ values, isTime: false }));
    case 'ddm':
      return last.outcomes.map((shown) => kindOf(shown, [0, 1]));
    case 'race': {
      const sizes = Object.values(last.parameters).map((registers) => registers.length);
      const racers = last.race === 'shifted-wald' ? 1 : Math.max(...sizes);
      return last.outcomes.map((shown) =>
        kindOf(
          shown,
          Array.from({ length: racers }, (_, i) => i),
        ),
      );
    }
  }
}

function kindOf(shown: 'decision' | 'response-time', values: readonly number[]): OutcomeKind {
  return shown === 'decision' ? { values, isTime: false } : { values: null, isTime: true };
}
