/** What transfer, recurrent and LCA mechanisms share: options, and how they become the parts of a mechanism. */
import { requireBoolean, requireInteger, requireNumber, show } from '../check.js';
import { ModelError } from '../errors.js';
import { type IntegratorFunction, requireVectorFunction } from '../functions/model-function.js';
import type { NoiseOption } from '../functions/noise.js';
import { readNoise } from '../functions/noise.js';
import type { Noise } from '../graph/graph.js';
import type { MechanismParts, Parameter, ParameterPlace } from '../mechanism.js';
import {
  type InputOptions,
  type OutputPortSpec,
  RESULT,
  readInputPorts,
  readOutputPorts,
  resultPort,
} from '../ports.js';
import { requireCondition, type ScheduleCondition } from '../schedule/condition.js';
import { functionPiece, integratorPiece, MAX_EXECUTIONS, noisePiece, type Piece, plainBody } from './parts.js';
import { readTermination, TERMINATION_KEYS, type TerminationMeasure, type TerminationOptions } from './termination.js';

/** Options that transfer, recurrent and LCA mechanisms share. */
export interface TransferOptions extends InputOptions, TerminationOptions {
  /** Default the class's name; unique within a composition. */
  readonly name?: string | undefined;
  /** `[low, high]`: the value is kept within; default none. Source: PsyNeuLink 0.21, TransferMechanism. */
  readonly clip?: readonly [low: number, high: number] | undefined;
  /** When the state goes back to its initial value; default never. Source: PsyNeuLink 0.21, reset_stateful_function_when. */
  readonly resetStatefulFunctionWhen?: ScheduleCondition | undefined;
}

/** Names of `TransferOptions`. */
export const TRANSFER_KEYS = [
  'name',
  'inputShapes',
  'inputPorts',
  'clip',
  'resetStatefulFunctionWhen',
  ...TERMINATION_KEYS,
] as const;

/** What can be fitted of noise of a kind: the constant, or the parameters of its distribution. */
export type NoiseHandles<Kind extends Noise['kind']> = {
  constant: { readonly noise: Parameter<'noise'> };
  normal: {
    readonly noiseMean: Parameter<'noiseMean'>;
    readonly noiseStandardDeviation: Parameter<'noiseStandardDeviation'>;
  };
  uniform: { readonly noiseLow: Parameter<'noiseLow'>; readonly noiseHigh: Parameter<'noiseHigh'> };
}[Kind];

/** What can be fitted of a termination. It is there only where a threshold was given. */
export type TerminationHandles = {
  /** Value of the measure at which an execution is finished [units of the measure]. */
  readonly terminationThreshold: Parameter<'terminationThreshold'>;
};

/** What makes one of them differ from the others. */
export interface TransferDesign {
  readonly function: unknown;
  readonly integrator: IntegratorFunction<object> | null;
  /** Handles of the integrator's parameters by their own name; others are not offered. */
  readonly integratorHandles: Readonly<Record<string, string>>;
  /** Noise of a mechanism without an integrator. */
  readonly noise: NoiseOption | undefined;
  readonly measure: TerminationMeasure;
  readonly recurrence?: (valueSize: number, size: number) => Piece & Pick<MechanismParts['body'], 'recurrence'>;
  readonly outputPorts: unknown;
  /** Standard ports beside `RESULT`. */
  readonly standard?: readonly OutputPortSpec[];
  readonly warnings?: readonly string[];
}

/** Makes the parts; every check of shapes happens here. */
export function transferParts(name: string, options: TransferOptions, design: TransferDesign): MechanismParts {
  const inputPorts = readInputPorts(name, options);
  const transform = requireVectorFunction(`${name}.function`, design.function);
  const sizes = inputPorts.map(({ size }) => size);
  const size = sizes.reduce((sum, one) => sum + one, 0);
  const valueSize = transform.sizeFor(name, sizes);
  const pieces = [
    functionPiece(name, transform, valueSize),
    integratedPiece(name, design, size),
    design.recurrence?.(valueSize, size) ?? { parameters: {}, fittable: {} },
  ];
  const ending = readTermination(name, options, design.measure, valueSize);
  const threshold = ending === null ? {} : { 'termination.threshold': ending.threshold };
  const fittable: Record<string, ParameterPlace> = Object.assign({}, ...pieces.map((piece) => piece.fittable));
  if (ending !== null) fittable.terminationThreshold = { key: 'termination.threshold', limits: {} };
  const {
    executeUntilFinished = true,
    maxExecutionsBeforeFinished = MAX_EXECUTIONS,
    resetStatefulFunctionWhen,
  } = options;
  const at = (key: string) => ({ code: 'ERR_MODEL', field: `${name}.${key}` }) as const;
  const { parameters: _, fittable: __, ...body } = Object.assign({}, ...pieces);
  return {
    name,
    inputPorts,
    fittable,
    absent: ending === null ? { terminationThreshold: 'must be given to the mechanism, got none' } : undefined,
    body: {
      ...plainBody(size),
      ...body,
      parameters: { ...Object.assign({}, ...pieces.map((piece) => piece.parameters)), ...threshold },
      valueSize,
      clip: readClip(name, options.clip),
      termination: ending === null ? null : ending.termination,
      untilFinished: requireBoolean(at('executeUntilFinished'), executeUntilFinished),
      maxExecutions: requireInteger(at('maxExecutionsBeforeFinished'), maxExecutionsBeforeFinished, { least: 1 }),
      outputPorts: readOutputPorts(
        name,
        design.outputPorts ?? [RESULT],
        [resultPort(valueSize), ...(design.standard ?? [])],
        valueSize,
      ),
    },
    resetWhen:
      resetStatefulFunctionWhen === undefined
        ? undefined
        : requireCondition(`${name}.resetStatefulFunctionWhen`, resetStatefulFunctionWhen),
    warnings: design.warnings,
  };
}

function integratedPiece(name: string, { integrator, integratorHandles, noise }: TransferDesign, size: number): Piece {
  if (integrator === null)
    return noise === undefined
      ? { parameters: {}, fittable: {} }
      : noisePiece(name, readNoise(`${name}.noise`, noise), size);
  const piece = integratorPiece(name, integrator, size);
  const fittable: Record<string, ParameterPlace> = {};
  for (const [handle, place] of Object.entries(piece.fittable)) {
    if (place.key.startsWith('noise.')) fittable[handle] = place;
    const renamed = integratorHandles[handle];
    if (renamed !== undefined) fittable[renamed] = place;
  }
  return { ...piece, fittable };
}

function readClip(name: string, given: unknown): readonly [low: number, high: number] | null {
  if (given === undefined) return null;
  const at = (index: number) => ({ code: 'ERR_MODEL', field: `${name}.clip[${index}]` }) as const;
  if (!Array.isArray(given) || given.length !== 2) {
    throw new ModelError('ERR_MODEL', `${name}.clip`, `must be [low, high], got ${show(given)}`);
  }
  const low = requireNumber(at(0), given[0]);
  return [low, requireNumber(at(1), given[1], { above: low })];
}
