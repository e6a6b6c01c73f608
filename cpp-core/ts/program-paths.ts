/** The task that runs the lanes of a program. */
import { checkInteger, checkIsa, checkKey, MOST_PATHS } from './checks.js';
import { refusal } from './errors.js';
import type { NativePaths } from './native-program.js';
import { laneInputs } from './program.js';
import { checkTable, programCode } from './program-code.js';
import type { ProgramData } from './program-types.js';
import type { Isa, StreamKey } from './types.js';

/** Lanes of a loop: enough that finding an instruction costs little, few enough for the first cache. */
const BLOCK_SIZE = 256;

/** What of a program's lanes is to be simulated. */
export interface ProgramPathsTask {
  readonly trials: number;
  /** What the hoist gave, [trials * `laneInputs`]. */
  readonly hoisted: Float64Array;
  /** Streams; the program's instructions name their mechanisms. */
  readonly key: Omit<StreamKey, 'mechanism'>;
  /** Paths of each trial. */
  readonly estimates: number;
  /** Of the lanes; the program's own unless given. */
  readonly precision?: 'float' | 'double' | undefined;
  /** Lanes of a loop, 1 to 4096; changes no result. */
  readonly blockSize?: number | undefined;
}

/** Puts a simulation as C++ reads it. */
export function pathsTask(program: ProgramData, task: ProgramPathsTask, isa: Isa | undefined): NativePaths {
  const code = programCode(program);
  const { trials, hoisted, estimates, blockSize = BLOCK_SIZE, precision = program.precision } = task;
  if (program.last.kind !== 'lanes') throw refusal('program.last.kind', "'lanes'", program.last.kind);
  if (precision !== 'float' && precision !== 'double') throw refusal('precision', "'float' or 'double'", precision);
  checkInteger('trials', trials, 0, MOST_PATHS);
  checkInteger('estimates', estimates, 1, MOST_PATHS);
  checkInteger('blockSize', blockSize, 1, 4096);
  checkIsa(isa);
  const key = { ...task.key, mechanism: 0 };
  checkKey(key);
  checkTable('hoisted', hoisted, trials * laneInputs(program).length);
  return {
    program: code,
    trials,
    hoisted,
    key,
    estimates,
    isDouble: precision === 'double',
    isa: isa ?? null,
    blockSize,
  };
}
