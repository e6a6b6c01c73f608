/** `benchKernel`: nanoseconds per Euler step of each instruction set, and milliseconds per evaluation. */
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { checkPositive } from './checks.js';
import { kernelInfo } from './info.js';
import { KernelPool } from './pool.js';
import type { DdmLikelihoodTask, Isa } from './types.js';

export interface BenchKernelOptions {
  /** Least seconds of measuring for each figure; .5 by default. */
  readonly seconds?: number | undefined;
  /** Instruction sets to measure; all that run here by default. */
  readonly isas?: readonly Isa[] | undefined;
  /** Threads of the evaluation that is timed; one a core by default. */
  readonly threads?: number | undefined;
}

export interface BenchKernelResult {
  /**
   * On one thread: whole evaluations, seeding and densities included, divided by the Euler steps of the process.
   *
   * Steps count whether they were taken singly or several at once ((K6) of docs/kernel.md).
   */
  readonly nsPerStep: Partial<Record<Isa, number>>;
  /** One evaluation of the DDM study (50 trials, 4000 estimates each) on `threads` threads. */
  readonly evaluationMs: { readonly perTrial: number; readonly shared: number };
  readonly threads: number;
  readonly isa: Isa;
  readonly compiler: string;
}

/** Measures the kernel on this machine with the likelihood of the DDM study; each figure is the best of its rounds, so other load matters little. */
export async function benchKernel(options: BenchKernelOptions = {}): Promise<BenchKernelResult> {
  const { isa, isas, compiler } = kernelInfo();
  const seconds = options.seconds ?? 0.5;
  checkPositive('seconds', seconds);
  const threads = options.threads ?? availableParallelism();
  const nsPerStep: Partial<Record<Isa, number>> = {};
  for (const measured of options.isas ?? isas) {
    const estimates = measured === 'scalar' ? 100 : 1000;
    nsPerStep[measured] = await bestOf(1, studyTask(estimates, null), seconds, measured, nanosecondsPerStep);
  }
  const shared = Int32Array.from({ length: TRIALS }, (_, t) => Number(isRight(t)));
  const evaluationMs = {
    perTrial: await bestOf(threads, studyTask(4000, null), seconds, isa, (_, ms) => ms),
    shared: await bestOf(threads, studyTask(4000, shared), seconds, isa, (_, ms) => ms),
  };
  return { nsPerStep, evaluationMs, threads, isa, compiler };
}

function nanosecondsPerStep(steps: number, ms: number): number {
  return (ms * 1e6) / steps;
}

async function bestOf(
  threads: number,
  task: DdmLikelihoodTask,
  seconds: number,
  isa: Isa,
  figure: (steps: number, ms: number) => number,
): Promise<number> {
  const pool = new KernelPool({ threads });
  try {
    await pool.logLikelihood(task, { isa }); // warms caches up
    const figures: number[] = [];
    const end = performance.now() + seconds * 1e3;
    while (figures.length < 3 || performance.now() < end) {
      const start = performance.now();
      const { steps } = await pool.logLikelihood(task, { isa });
      figures.push(figure(steps, performance.now() - start));
    }
    return Math.min(...figures);
  } finally {
    pool.close();
  }
}

const TRIALS = 50;

function isRight(trial: number): boolean {
  return trial % 10 === 0;
}

/** The DDM study at its true parameters: rate .3 times an input of ±5, threshold .6, non-decision time .15. */
function studyTask(estimates: number, group: Int32Array | null): DdmLikelihoodTask {
  const all = (value: number) => new Float64Array(TRIALS).fill(value);
  return {
    trials: {
      drift: Float64Array.from({ length: TRIALS }, (_, t) => (isRight(t) ? 1.5 : -1.5)),
      threshold: all(0.6),
      noise: all(1),
      startingValue: all(0),
      offset: all(0),
      nonDecisionTime: all(0.15),
      timeStepSize: 0.001,
      maxSteps: 10_000,
    },
    key: { purpose: 'fit', seed: 42, mechanism: 0, firstTrial: 0 },
    estimates,
    observed: {
      choice: Uint8Array.from({ length: TRIALS }, (_, t) => Number(isRight(t))),
      rt: Float64Array.from({ length: TRIALS }, (_, t) => 0.25 + 0.01 * t),
      include: new Uint8Array(TRIALS).fill(1),
    },
    group,
    density: { estimator: 'log-gaussian-kde', minimumSamples: 10, floor: 1e-10 },
    lapse: null,
  };
}
