/** Who is compared: our samplers, Optuna's behind the bridge, SciPy's behind a pipe, each as `start(run) => { ask, tell }`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  CmaEsSampler,
  DifferentialEvolutionSampler,
  QmcSampler,
  RandomSampler,
  TpeSampler,
} from '@likelihive/optimize';
import { PythonProcess } from '../../packages/optimize/dist/bridge/python-process.js';
import { ROOT } from './report.mjs';

/** Optuna in one process for all runs: every run opens a new study. */
class Optuna {
  #process;
  constructor(python) {
    this.#process = new PythonProcess(python);
  }

  async start(sampler, options, { space, seed }) {
    const dimensions = space.names.map((name, i) => [name, JSON.stringify(space.distributions[i])]);
    const given = { class: sampler, options };
    await this.#process.request('open', {
      sampler: given,
      study: null,
      seed,
      direction: 'minimize',
      space: dimensions,
    });
    const out = [];
    /** Milliseconds that Python itself took for the last ask. */
    const search = { ms: 0, ask, tell };
    const call = this.#process;
    return search;

    async function ask(count) {
      const { ms, answer } = await call.request('timed', { of: { op: 'ask', count } });
      search.ms = ms;
      out.push(...answer.map(([number]) => number));
      return answer.map(([, x]) => Float64Array.from(x));
    }

    async function tell(results) {
      await call.request('tell', { results: results.map(({ value }) => [out.shift(), [value], null]) });
    }
  }

  close() {
    return this.#process.close();
  }
}

/** SciPy in one process for all runs. */
class SciPy {
  #child;
  #lines;
  /** Whether a run waits for values. */
  #isOpen = false;

  constructor(python) {
    const script = join(ROOT, 'scripts/benchmarks/optimizers_scipy.py');
    this.#child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async start({ space, seed }) {
    if (this.#isOpen) {
      this.#say(null);
      while ((await this.#hear()) !== null); // the generation that nobody evaluates is on its way
    }
    this.#say({ seed, bounds: space.bounds });
    this.#isOpen = true;
    return {
      ask: async () => (await this.#hear()).map((x) => Float64Array.from(x)),
      tell: (results) => this.#say(results.map(({ value }) => (Number.isFinite(value) ? value : 1e300))),
    };
  }

  async close() {
    this.#child.stdin.end();
    this.#child.kill();
    await once(this.#child, 'close');
  }

  #say(value) {
    this.#child.stdin.write(`${JSON.stringify(value)}\n`);
  }

  async #hear() {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('SciPy ended');
    return JSON.parse(value);
  }
}

/** Every rival, and what ends the processes behind them. `of` is whose sampler it is; `same` names what it is compared with. */
export function rivals(python) {
  const optuna = new Optuna(python);
  const scipy = new SciPy(python);
  const ours = (make) => (run) => make(run).start(run.space, 'minimize');
  const theirs = (sampler, options) => (run) => optuna.start(sampler, options(run), run);
  const list = [
    {
      name: 'CMA-ES, popsize = batch',
      of: 'ours',
      start: ours(({ seed, batch }) => new CmaEsSampler({ seed, popsize: batch })),
    },
    {
      name: 'Optuna CMA-ES, popsize = batch',
      of: 'optuna',
      start: theirs('CmaEsSampler', ({ batch }) => ({ popsize: batch })),
    },
    { name: 'Optuna CMA-ES', of: 'optuna', start: theirs('CmaEsSampler', () => ({})) },
    { name: 'TPE', of: 'ours', start: ours(({ seed }) => new TpeSampler({ seed })) },
    { name: 'Optuna TPE', of: 'optuna', start: theirs('TPESampler', () => ({})) },
    { name: 'QMC, scrambled Sobol', of: 'ours', start: ours(({ seed }) => new QmcSampler({ seed, scramble: true })) },
    { name: 'Optuna QMC, scrambled Sobol', of: 'optuna', start: theirs('QMCSampler', () => ({ scramble: true })) },
    { name: 'random', of: 'ours', start: ours(({ seed }) => new RandomSampler({ seed })) },
    { name: 'Optuna random', of: 'optuna', start: theirs('RandomSampler', () => ({})) },
    {
      name: 'differential evolution',
      of: 'ours',
      isGenerational: true,
      start: ours(({ seed }) => new DifferentialEvolutionSampler({ seed, tol: 0, atol: 0 })),
    },
    { name: 'SciPy differential evolution', of: 'scipy', isGenerational: true, start: (run) => scipy.start(run) },
  ];
  return { list, close: () => Promise.all([optuna.close(), scipy.close()]) };
}

/** Our sampler, and the rivals that it must not be worse than. */
export const PAIRS = [
  ['CMA-ES, popsize = batch', 'Optuna CMA-ES, popsize = batch'],
  ['CMA-ES, popsize = batch', 'Optuna CMA-ES'],
  ['TPE', 'Optuna TPE'],
  ['QMC, scrambled Sobol', 'Optuna QMC, scrambled Sobol'],
  ['random', 'Optuna random'],
  ['differential evolution', 'SciPy differential evolution'],
];
