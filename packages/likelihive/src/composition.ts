/** A model that can also be run: simulated once per row of its inputs. */
import {
  compileSimulation,
  Composition as Model,
  type OutputPort,
  type PecInputs,
  simulateReference,
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
  /**
   * `'native'` by default. `'reference'` runs the model as it stands, one trial at a time in doubles: slow, with random numbers
   * of its own (docs/guides/predictions.md), to judge the other by.
   */
  readonly engine?: 'native' | 'reference' | undefined;
}

/** What a simulation gave, one value a trial. */
export class SimulationResult {
  readonly #ports: readonly OutputPort[];
  readonly #values: readonly Float64Array[];
  /** Walks that reached the limit of model time: their outcome and their time are NaN. */
  readonly truncated: number;

  /** Made by `Composition.run`. */
  constructor(ports: readonly OutputPort[], values: readonly Float64Array[], truncated: number) {
    this.#ports = ports;
    this.#values = values;
    this.truncated = truncated;
  }

  /** Values of an output port of a decision, or of a mechanism that no other follows. */
  of(port: OutputPort): number[] {
    const place = this.#ports.findIndex(({ mechanism, name }) => mechanism === port?.mechanism && name === port.name);
    if (place !== -1) return [...this.#values[place]!];
    const known = this.#ports.map(({ mechanism, name }) => `${mechanism.name}.${name}`).join(', ');
    throw optionError('of', `must be asked for an output port that the run shows (${known}), got ${shown(port)}`);
  }
}

/** A model of mechanisms, to be simulated here or fitted by a `ParameterEstimationComposition`. */
export class Composition extends Model {
  /** Simulates the model with its own parameters, once per row of `inputs`. */
  async run(options: RunOptions): Promise<SimulationResult> {
    requireKeys('Composition.run', options, ['inputs', 'seed', 'threads', 'engine']);
    const seed = requireInteger('seed', options.seed, -Number.MAX_SAFE_INTEGER);
    const threads = requireInteger('threads', options.threads ?? environment().cores, 1, 1024);
    const { engine: which = 'native' } = options;
    if (which === 'reference') {
      const { ports, outcomes, truncated } = simulateReference(this, options.inputs, seed);
      return new SimulationResult(ports, outcomes, truncated);
    }
    if (which !== 'native') throw optionError('engine', `must be 'native' or 'reference', got ${shown(which)}`);
    const { ports, ...task } = compileSimulation(this, options.inputs);
    const { createEngine } = await import('@likelihive/engine');
    const engine = createEngine({ threads });
    try {
      const { outcomes, truncated } = await engine.simulate(task, { seed });
      return new SimulationResult(ports, outcomes, truncated);
    } finally {
      engine.close();
    }
  }
}
