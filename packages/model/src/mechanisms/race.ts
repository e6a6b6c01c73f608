/** What race mechanisms share: a whole decision in one step, drawn at once. */
import type { Limits } from '../check.js';
import { requireName, show } from '../check.js';
import { DECISION_OUTCOME, RESPONSE_TIME } from '../ddm.js';
import { ModelError } from '../errors.js';
import { type ParameterSpec, type ParameterValue, readParameters, requireLength } from '../functions/model-function.js';
import type { GraphNode, RaceKind } from '../graph/graph.js';
import { Mechanism, type OutputPort } from '../mechanism.js';
import { type OutputPortSpec, readInputPorts, readOutputPorts } from '../ports.js';
import { plainBody } from './parts.js';

const PORTS: readonly OutputPortSpec[] = [
  { name: DECISION_OUTCOME, size: 1, source: { kind: 'result', index: 0 } },
  { name: RESPONSE_TIME, size: 1, source: { kind: 'result', index: 1 } },
];

/** Names of the output ports of a race mechanism: position of the winner from 0, and time [s]. */
export type RacePort = typeof DECISION_OUTCOME | typeof RESPONSE_TIME;

/** Options that race mechanisms share. */
export interface RaceOptions<Port extends RacePort> {
  /** Default the class's name; unique within a composition. */
  readonly name?: string | undefined;
  /** What it shows; default both `DECISION_OUTCOME` and `RESPONSE_TIME`. */
  readonly outputPorts?: readonly Port[] | undefined;
}

/** One value for each accumulator, at least two. */
export type PerAccumulator = readonly number[];

/** What makes one of them differ from the others. */
export interface RaceDesign {
  readonly race: RaceKind;
  /** Name of the class, for errors. */
  readonly title: string;
  readonly specs: Readonly<Record<string, ParameterSpec>>;
  /** The parameter that has one value for each accumulator; null where there is only one accumulator. */
  readonly counted: string | null;
  /** Those that may have one for each too. */
  readonly each: readonly string[];
  readonly drift?: NonNullable<GraphNode['drift']>;
}

/**
 * A race. Its input, one element for each accumulator, multiplies the rates at which they rise: an input of ones leaves the
 * parameters as they are.
 */
export abstract class RaceMechanism<Port extends RacePort> extends Mechanism {
  declare readonly outputPorts: { readonly [Name in Port]: OutputPort<Name> };

  constructor(options: RaceOptions<Port>, design: RaceDesign, others: readonly string[] = []) {
    const { title, specs, counted, each, race, drift } = design;
    const values = readParameters<Readonly<Record<string, ParameterValue>>>(title, options, specs, [
      'name',
      'outputPorts',
      ...others,
    ]);
    const name = requireName({ code: 'ERR_MODEL', field: `${title}.name` }, options.name ?? title);
    const count = counted === null ? 1 : countOf(`${title}.${counted}`, values[counted]!);
    for (const key of each) requireLength(`${title}.${key}`, values[key]!, count, 'accumulator');
    const entries = Object.entries<ParameterValue>(values);
    const limitsOf = (key: string): Limits => specs[key]!.limits;
    super({
      name,
      inputPorts: readInputPorts(name, { inputShapes: count }),
      fittable: Object.fromEntries(entries.map(([key]) => [key, { key: `race.${key}`, limits: limitsOf(key) }])),
      body: {
        ...plainBody(count),
        valueSize: 2,
        parameters: Object.fromEntries(entries.map(([key, value]) => [`race.${key}`, value])),
        race,
        ...(drift === undefined ? {} : { drift }),
        outputPorts: readOutputPorts(title, options.outputPorts ?? [DECISION_OUTCOME, RESPONSE_TIME], PORTS, null),
      },
    });
  }
}

function countOf(field: string, value: ParameterValue): number {
  if (typeof value !== 'number' && value.length >= 2) return value.length;
  const got = typeof value === 'number' ? 'one number' : String(value.length);
  throw new ModelError('ERR_MODEL', field, `must have at least 2 elements, one for each accumulator, got ${got}`);
}

/** Refuses starts beyond the threshold. */
export function requireStart(title: string, b: ParameterValue, a: ParameterValue): void {
  if (a <= b) return;
  throw new ModelError('ERR_MODEL', `${title}.A`, `must be at most b, ${show(b)}, got ${show(a)}`);
}
