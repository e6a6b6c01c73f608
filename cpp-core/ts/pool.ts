/** A pool of kernel threads and the jobs that it takes. */
import { checkInteger, checkIsa, checkKey, checkTask, checkTrials, MOST_PATHS } from './checks.js';
import { cancelled, fromNative, refusal } from './errors.js';
import { type DdmExactTask, type ExactOptions, type ExactScores, exactTask } from './exact.js';
import { type NativePool, type NativeSimulation, native } from './native.js';
import type { HoistedTrials, ProgramSamples, ProgramScores } from './native-program.js';
import { type FoldTask, foldTask, type HoistTask, hoistTask } from './program.js';
import { type ProgramLikelihoodTask, programLikelihoodTask } from './program-likelihood.js';
import { type ProgramPathsTask, pathsTask } from './program-paths.js';
import type { ProgramData } from './program-types.js';
import {
  type RaceDecisions,
  type RaceExactTask,
  type RaceLikelihoodTask,
  type RaceScores,
  type RaceSimulation,
  raceLikelihood,
  raceScore,
  raceSimulation,
  type SampledRaceScores,
} from './race.js';
import { type SampleScores, type SampleTask, samplesTask } from './samples.js';
import type { DdmLikelihoodTask, DdmTrials, RunOptions, ScoredTrials, SimulatedPaths, StreamKey } from './types.js';

/** Of a simulation: which streams, and how many paths a trial. */
export interface SimulateOptions extends RunOptions {
  readonly key: StreamKey;
  readonly estimates: number;
}

/**
 * Threads that compute beside the event loop. Jobs are done in the order of their submission, each by all threads.
 *
 * Arguments are checked and copied before a method returns, so arrays may be changed afterwards. The number of threads
 * and the instruction set change no bit of any result. An idle pool does not keep the process alive; a job does.
 */
export class KernelPool {
  readonly threads: number;
  readonly #native: NativePool;
  #nextTicket = 0;
  #isClosed = false;

  /** @param options.threads at least 1 */
  constructor(options: { readonly threads: number }) {
    checkInteger('threads', options.threads, 1, 1024);
    this.threads = options.threads;
    this.#native = new (native().Pool)(options.threads);
  }

  /** Walks `estimates` paths of every trial and returns where each ended. */
  simulate(trials: DdmTrials, options: SimulateOptions): Promise<SimulatedPaths> {
    return this.#simulate(trials, options);
  }

  /** The same with a leak; only `simulateDdm` offers it, until leaky mechanisms have trials of their own. */
  simulateLeaky(trials: DdmTrials & { readonly leak: number }, options: SimulateOptions): Promise<SimulatedPaths> {
    return this.#simulate(trials, options);
  }

  async #simulate(trials: NativeSimulation['trials'], options: SimulateOptions): Promise<SimulatedPaths> {
    const { key, estimates, isa, signal } = options;
    const n = checkTrials(trials);
    checkKey(key);
    checkInteger('estimates', estimates, 1, MOST_PATHS);
    if (n * estimates > MOST_PATHS) throw refusal('estimates', `at most ${MOST_PATHS} paths in all`, n * estimates);
    checkIsa(isa);
    const task = { trials, key, estimates, isa: isa ?? null };
    return this.#run(signal, (ticket) => this.#native.simulate(ticket, task));
  }

  /** Scores every included trial by a density of its simulated paths. */
  async logLikelihood(task: DdmLikelihoodTask, options: RunOptions = {}): Promise<ScoredTrials> {
    checkTask(task);
    checkIsa(options.isa);
    const { rtRange } = task;
    const range = rtRange ? { low: rtRange[0], high: rtRange[1] } : null;
    const native = { ...task, rtRange: range, isa: options.isa ?? null };
    return this.#run(options.signal, (ticket) => this.#native.logLikelihood(ticket, native));
  }

  /** Scores every included trial by the exact density of first passage: nothing is simulated. */
  async exactLogLikelihood(task: DdmExactTask, options: ExactOptions = {}): Promise<ExactScores> {
    const native = exactTask(task, options.gradient ?? false);
    return this.#run(options.signal, (ticket) => this.#native.exactLogLikelihood(ticket, native));
  }

  /** Runs a program's fold: the values of its `foldedRegisters` a trial, to be kept for every hoist of a fit. */
  async foldProgram(
    program: ProgramData,
    task: FoldTask,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<HoistedTrials> {
    const native = foldTask(program, task);
    return this.#run(options.signal, (ticket) => this.#native.hoist(ticket, native));
  }

  /** Runs a program's hoist for one candidate, in doubles: the values of the wanted registers a trial. */
  async hoistProgram(
    program: ProgramData,
    task: HoistTask,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<HoistedTrials> {
    const native = hoistTask(program, task);
    return this.#run(options.signal, (ticket) => this.#native.hoist(ticket, native));
  }

  /** Runs a program's lanes, `estimates` paths of every trial, and returns the outcomes of each. */
  async simulateProgram(
    program: ProgramData,
    task: ProgramPathsTask,
    options: RunOptions = {},
  ): Promise<ProgramSamples> {
    const native = pathsTask(program, task, options.isa);
    return this.#run(options.signal, (ticket) => this.#native.simulateProgram(ticket, native));
  }

  /** Runs a program's lanes and scores every included trial as its samples come: memory is that of a few trials. */
  async programLogLikelihood(
    program: ProgramData,
    task: ProgramLikelihoodTask,
    options: RunOptions = {},
  ): Promise<ProgramScores> {
    const native = programLikelihoodTask(program, task, options.isa);
    return this.#run(options.signal, (ticket) => this.#native.programLogLikelihood(ticket, native));
  }

  /** Draws whole decisions of a race model, exactly: no time steps. */
  async simulateRace(task: RaceSimulation, options: RunOptions = {}): Promise<RaceDecisions> {
    const native = raceSimulation(task, options);
    return this.#run(options.signal, (ticket) => this.#native.simulateRace(ticket, native));
  }

  /** Scores every included trial by a race model's exact law: nothing is simulated. */
  async raceLogLikelihood(task: RaceExactTask, options: RunOptions = {}): Promise<RaceScores> {
    const native = raceScore(task);
    return this.#run(options.signal, (ticket) => this.#native.raceLogLikelihood(ticket, native));
  }

  /** Scores every included trial by samples of a model's outcomes, whatever they are and wherever they come from. */
  async sampleLogLikelihood(task: SampleTask, options: Pick<RunOptions, 'signal'> = {}): Promise<SampleScores> {
    const native = samplesTask(task);
    return this.#run(options.signal, (ticket) => this.#native.sampleLogLikelihood(ticket, native));
  }

  /** Scores every included trial of a race by a density of decisions drawn from it. */
  async raceSimulatedLogLikelihood(task: RaceLikelihoodTask, options: RunOptions = {}): Promise<SampledRaceScores> {
    const native = raceLikelihood(task, options);
    return this.#run(options.signal, (ticket) => this.#native.raceSimulatedLogLikelihood(ticket, native));
  }

  /** Ends every job with ERR_CANCELLED, and the threads. Nothing can be submitted afterwards. */
  close(): void {
    this.#isClosed = true;
    this.#native.close();
  }

  async #run<T>(signal: AbortSignal | undefined, start: (ticket: number) => Promise<T>): Promise<T> {
    if (this.#isClosed || signal?.aborted) throw cancelled();
    const ticket = this.#nextTicket++;
    const cancel = () => this.#native.cancel(ticket);
    try {
      const result = start(ticket);
      signal?.addEventListener('abort', cancel, { once: true });
      return await result;
    } catch (error) {
      throw fromNative(error);
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }
}
