/** Leaky competing accumulators. */
import { requireKeys, requireName } from '../check.js';
import { LeakyCompetingIntegrator } from '../functions/leaky-competing-integrator.js';
import { Logistic } from '../functions/logistic.js';
import { type ParameterSpec, type ParameterValue, readParameter } from '../functions/model-function.js';
import { type NoiseKind, type NoiseOption, NormalDist, UniformDist } from '../functions/noise.js';
import { Mechanism, type OutputPort } from '../mechanism.js';
import type { OutputPortOption, OutputPortSpec, PortNames, RESULT } from '../ports.js';
import type { FunctionHandles, Handles } from './parts.js';
import type { AnyFunction } from './processing-mechanism.js';
import {
  type NoiseHandles,
  type TerminationHandles,
  TRANSFER_KEYS,
  type TransferOptions,
  transferParts,
} from './transfer-parts.js';

/** Output port of an LCA: position of the winner, from 0; what a categorical column of data is compared with. */
export const DECISION_INDEX = 'DECISION_INDEX';
/** Output port of an LCA: steps since the trial began. */
export const DECISION_STEPS = 'DECISION_STEPS';
/** Output port of an LCA: steps times `timeStepSize` [s]. */
export const DECISION_TIME = 'DECISION_TIME';

const STANDARD: readonly OutputPortSpec[] = [
  { name: 'DECISION_OUTCOME', size: 1, source: { kind: 'argmax' } },
  { name: DECISION_INDEX, size: 1, source: { kind: 'argmax' } },
  { name: DECISION_STEPS, size: 1, source: { kind: 'steps' } },
  { name: DECISION_TIME, size: 1, source: { kind: 'time' } },
];

/** Ports of an `LCAMechanism`. */
export type LcaPorts = readonly OutputPortOption<
  typeof RESULT | 'DECISION_OUTCOME' | typeof DECISION_INDEX | typeof DECISION_STEPS | typeof DECISION_TIME
>[];

/** Parameters of an `LCAMechanism` that can be fitted, beside those of its function and its noise. */
export interface LcaParameters {
  /** Decay of each unit's state [1 / s], finite; default 0.5. Source: PsyNeuLink 0.21, LCAMechanism. */
  readonly leak?: ParameterValue | undefined;
  /** What each unit takes from every other per unit of its output [1 / s], finite; default 1. Source: PsyNeuLink 0.21, LCAMechanism. */
  readonly competition?: number | undefined;
  /** What each unit gives itself per unit of its output [1 / s], finite; default 0. Source: PsyNeuLink 0.21, LCAMechanism. */
  readonly selfExcitation?: number | undefined;
  /** State before the first step and after a reset [units of the state], finite; default 0. Source: PsyNeuLink 0.21, LCAMechanism. */
  readonly initialValue?: ParameterValue | undefined;
}

/** Options of an `LCAMechanism`. */
export interface LCAMechanismOptions<F extends AnyFunction, Ports extends LcaPorts, Noise extends NoiseOption>
  extends TransferOptions,
    LcaParameters {
  /** Of each unit's state; default `new Logistic()`. Source: PsyNeuLink 0.21, LCAMechanism. */
  readonly function?: F | undefined;
  /**
   * Added at each step, times sqrt(timeStepSize) [units of the state / sqrt(s)]; default 0. A number is a constant, as in PsyNeuLink,
   * and warned of: for random noise give a `NormalDist`. Source: PsyNeuLink 0.21, LCAMechanism.
   */
  readonly noise?: Noise | undefined;
  /** Step [s], > 0; default 0.1. It is the precision of the model, not a parameter. Source: PsyNeuLink 0.21, LCAMechanism. */
  readonly timeStepSize?: number | undefined;
  /** Default `['RESULT']`. `DECISION_OUTCOME` is the same as `DECISION_INDEX`. */
  readonly outputPorts?: Ports | undefined;
}

const COUPLING: Readonly<Record<'competition' | 'selfExcitation', ParameterSpec>> = {
  competition: { byDefault: 1, limits: {}, isSingle: true },
  selfExcitation: { byDefault: 0, limits: {}, isSingle: true },
};

/**
 * Units that leak and inhibit each other. Each step of dt = `timeStepSize`, with f the units' values of the step before:
 *
 *     input_i = external_i + selfExcitation * f_i - competition * (sum of the other f)
 *     x_i <- x_i + (input_i - leak * x_i) * dt + noise_i * sqrt(dt),   f_i <- function(x_i)
 *
 * Before the first step f is the function of one step from `initialValue` without input. State carries over from trial to trial
 * unless it is reset. Source: Usher & McClelland (2001), Psychol. Rev. 108:550-592, as in PsyNeuLink 0.21.
 */
export class LCAMechanism<
  F extends AnyFunction = Logistic,
  const Ports extends LcaPorts = readonly [typeof RESULT],
  Noise extends NoiseOption = number,
> extends Mechanism {
  declare readonly parameters: FunctionHandles<F> &
    Handles<LcaParameters> &
    NoiseHandles<NoiseKind<Noise>> &
    TerminationHandles;
  declare readonly outputPorts: { readonly [Name in PortNames<Ports>]: OutputPort<Name> };

  constructor(options: LCAMechanismOptions<F, Ports, Noise> = {}) {
    const at = { code: 'ERR_MODEL', field: 'LCAMechanism' } as const;
    requireKeys(at, options, [
      ...TRANSFER_KEYS,
      'function',
      'leak',
      'competition',
      'selfExcitation',
      'initialValue',
      'noise',
      'timeStepSize',
      'outputPorts',
    ]);
    const name = requireName({ ...at, field: `${at.field}.name` }, options.name ?? 'LCAMechanism');
    const { leak = 0.5, initialValue, noise, timeStepSize } = options;
    super(
      transferParts(name, options, {
        function: options.function ?? new Logistic(),
        integrator: new LeakyCompetingIntegrator({ leak, initialValue, noise, timeStepSize }),
        integratorHandles: { leak: 'leak', initialValue: 'initialValue' },
        noise: undefined,
        measure: 'VALUE',
        recurrence: () => couplingOf(name, options),
        outputPorts: options.outputPorts,
        standard: STANDARD,
        warnings: warningsOf(name, noise),
      }),
    );
  }
}

function couplingOf(name: string, options: LcaParameters) {
  const competition = readParameter(`${name}.competition`, options.competition, COUPLING.competition);
  const selfExcitation = readParameter(`${name}.selfExcitation`, options.selfExcitation, COUPLING.selfExcitation);
  return {
    recurrence: { kind: 'lca' },
    parameters: { 'recurrence.competition': competition, 'recurrence.selfExcitation': selfExcitation },
    fittable: {
      competition: { key: 'recurrence.competition', limits: {} },
      selfExcitation: { key: 'recurrence.selfExcitation', limits: {} },
    },
  } as const;
}

function warningsOf(name: string, noise: NoiseOption | undefined): readonly string[] {
  if (noise === undefined || noise instanceof NormalDist || noise instanceof UniformDist) return [];
  const isZero = typeof noise === 'number' ? noise === 0 : noise.every((value) => value === 0);
  if (isZero) return [];
  return [
    `${name}.noise is a number, a constant that each step adds (times the root of timeStepSize): nothing is random. ` +
      'For random noise give new NormalDist({ standardDeviation })',
  ];
}
