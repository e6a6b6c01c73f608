/** What a program costs, in instructions: loops count once for each iteration that is expected of them. */
import type { Code, Program } from './program.js';

/** Instructions of each phase for one trial (of one estimate, in the lanes), with `iterations` for each loop. */
export interface ProgramCost {
  readonly fold: number;
  readonly hoist: number;
  /** 0 where the engine runs the last stage whole. */
  readonly lanes: number;
}

/** Counts instructions; every loop is taken to run `iterations` times, or its most if that is fewer. */
export function costOf({ fold, hoist, last }: Program, iterations: number): ProgramCost {
  const count = (code: Code): number =>
    code.reduce(
      (sum, one) => sum + (one.op === 'loop' ? Math.min(iterations, one.maxIterations) * count(one.body) : 1),
      0,
    );
  return {
    fold: count(fold.code),
    hoist: count(hoist.code),
    lanes: last.kind === 'lanes' ? count(last.phase.code) : 0,
  };
}
