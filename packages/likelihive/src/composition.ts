/** A model that can also be run: simulated once per row of its inputs. */
import {
  compileSimulation,
  DECISION_OUTCOME,
  Composition as Model,
  type OutputPort,
  type PecInputs,
} from '@likelihive/model';

import { environment } from './environment.js';
import { optionError, requireInteger, requireKeys, shown } from './options/check.js';

/** Options of `Composition.run`. */
export interface RunOptions {
  /** Rows of input for each node: a Map or pairs of node and rows. */
  readonly inputs: PecInputs;
  /** Any safe integer; it shares no random number with a fit, whatever that one's `initialSeed`. */
  readonly seed: number;
  /** Kernel threads, the cores of this machine by default; the numbers do not depend on it. */
  readonly threads?: number | undefined;
}

/** What a simulation gave, one value a trial. */
export class SimulationResult {
  readonly #model: Model;
  readonly #choice: readonly number[];
  readonly #rt: readonly number[];
  /** Walks that reached the limit of model time: their outcome and their time are NaN. */
  readonly truncated: number;

  /** Made by `Composition.run`. */
  constructor(model: Model, choice: readonly number[], rt: readonly number[], truncated: number) {
    this.#model = model;
    this.#choice = choice;
    this.#rt = rt;
    this.truncated = truncated;
  }

  /** Values of an output port of the composition that was run. */
  of(port: OutputPort): number[] {
    if (!this.#model.nodes.includes(port?.mechanism)) {
      throw optionError('of', `must be asked for an output port of the composition that was run, got ${shown(port)}`);
    }
    return [...(port.name === DECISION_OUTCOME ? this.#choice : this.#rt)];
  }
}

/** A model of mechanisms, to be simulated here or fitted by a `ParameterEstimationComposition`. */
export class Composition extends Model {
  /** Simulates the model with its own parameters, once per row of `inputs`. */
  async run(options: RunOptions): Promise<SimulationResult> {
    requireKeys('Composition.run', options, ['inputs', 'seed', 'threads']);
    const seed = requireInteger('seed', options.seed, -Number.MAX_SAFE_INTEGER);
    const threads = requireInteger('threads', options.threads ?? environment().cores, 1, 1024);
    const { model, inputs } = compileSimulation(this, options.inputs);
    const { createEngine } = await import('@likelihive/engine');
    const engine = createEngine({ threads });
    try {
      const { choice, rt, truncated } = await engine.simulate(model, inputs, { seed });
      const cut = (index: number) => choice[index] === NEITHER;
      return new SimulationResult(
        this,
        Array.from(choice, (value, index) => (cut(index) ? Number.NaN : value)),
        Array.from(rt, (value, index) => (cut(index) ? Number.NaN : value)),
        truncated,
      );
    } finally {
      engine.close();
    }
  }
}

/** The kernel's outcome of a walk that reached neither bound. */
const NEITHER = 255;
