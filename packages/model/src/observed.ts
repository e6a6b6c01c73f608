/** What was observed: the columns of the data, matched with the outcomes that the model produces. */
import { requireNumber, show } from './check.js';
import { type Composition, ddmOf } from './composition.js';
import { DataTable } from './data-table.js';
import { DECISION_OUTCOME, RESPONSE_TIME } from './ddm.js';
import { ModelError } from './errors.js';
import { OutputPort } from './mechanism.js';
import { MAX_TRIALS, type Observed, type ObservedOutcome } from './recipe.js';

/** Checks data, outcome variables and mask against each other. */
export function resolveObserved(
  composition: Composition,
  given: { readonly outcomeVariables: unknown; readonly data: unknown; readonly likelihoodIncludeMask: unknown },
): Observed {
  const { data } = given;
  if (!(data instanceof DataTable)) {
    throw new ModelError('ERR_DATA', 'data', `must be a DataTable, got ${show(data)}`);
  }
  if (data.length < 1 || data.length > MAX_TRIALS) {
    throw new ModelError('ERR_DATA', 'data', `must have from 1 to ${MAX_TRIALS} rows, got ${data.length}`);
  }
  const ports = resolvePorts(composition, given.outcomeVariables);
  const names = data.columns;
  if (names.length !== ports.length) {
    const text = `must have one column for each of the ${ports.length} outcomeVariables (${ports.join(', ')}), got ${names.length}: ${names.map(show).join(', ')}`;
    throw new ModelError('ERR_DATA', 'data columns', text);
  }
  const mechanism = ddmOf(composition).name;
  const outcomes = ports.map((port, index): ObservedOutcome => {
    const column = names[index]!;
    const name = `${mechanism}.${port}`;
    if (port === RESPONSE_TIME) return { kind: 'continuous', name, values: responseTimesOf(data, column) };
    return { kind: 'categorical', name, values: BOUNDS, codes: choicesOf(data, column) };
  });
  return { outcomes, include: resolveMask(given.likelihoodIncludeMask, data.length) };
}

/** What `DECISION_OUTCOME` can be: lower bound, upper bound. */
const BOUNDS: readonly number[] = [0, 1];

/** Names of the ports, in the order of the data's columns: one of the DDM's or both, each once. */
function resolvePorts(composition: Composition, given: unknown): readonly string[] {
  const wanted = `${DECISION_OUTCOME}, ${RESPONSE_TIME} or both, of ${show(ddmOf(composition).name)}`;
  if (!Array.isArray(given)) {
    throw new ModelError('ERR_MODEL', 'outcomeVariables', `must be an array of output ports, got ${show(given)}`);
  }
  const names: string[] = given.map((port: unknown, index) => {
    const field = `outcomeVariables[${index}]`;
    if (!(port instanceof OutputPort)) {
      throw new ModelError('ERR_MODEL', field, `must be an output port, ${wanted}, got ${show(port)}`);
    }
    if (!composition.nodes.includes(port.mechanism)) {
      const got = `${port.name} of another mechanism ${show(port.mechanism.name)}`;
      throw new ModelError(
        'ERR_MODEL',
        field,
        `must be an output port in composition ${show(composition.name)}, got ${got}`,
      );
    }
    return port.name;
  });
  if (names.length > 0 && new Set(names).size === names.length) return names;
  throw new ModelError('ERR_MODEL', 'outcomeVariables', `must be ${wanted}, got ${names.join(', ') || 'none'}`);
}

function choicesOf(data: DataTable, name: string): Uint8Array {
  const column = `data column ${show(name)}`;
  if (!data.categorical.includes(name)) {
    const text = `must be categorical, as ${DECISION_OUTCOME} is (DataTable option categorical: [${show(name)}]), got a continuous column`;
    throw new ModelError('ERR_DATA', column, text);
  }
  return Uint8Array.from(data.column(name), (value, row) => {
    if (value === 1 || value === 0) return value;
    const text = `must be 1 (upper bound) or 0 (lower bound), the categories of ${DECISION_OUTCOME}, got ${show(value)}`;
    throw new ModelError('ERR_DATA', `data row ${row}, column ${show(name)}`, text);
  });
}

function responseTimesOf(data: DataTable, name: string): Float64Array {
  if (data.categorical.includes(name)) {
    const text = `must be continuous, as ${RESPONSE_TIME} is, got a categorical column`;
    throw new ModelError('ERR_DATA', `data column ${show(name)}`, text);
  }
  return Float64Array.from(data.column(name), (value, row) =>
    requireNumber({ code: 'ERR_DATA', field: `data row ${row}, column ${show(name)}` }, value, { least: 0 }),
  );
}

function resolveMask(mask: unknown, rows: number): Uint8Array {
  const field = 'likelihoodIncludeMask';
  if (mask === undefined) return new Uint8Array(rows).fill(1);
  if (!Array.isArray(mask)) {
    throw new ModelError('ERR_OPTION', field, `must be an array of booleans, got ${show(mask)}`);
  }
  if (mask.length !== rows) {
    throw new ModelError(
      'ERR_OPTION',
      field,
      `must have one boolean for each of the ${rows} rows of data, got ${mask.length}`,
    );
  }
  const include = Uint8Array.from(mask, (value: unknown, row) => {
    if (typeof value === 'boolean') return value ? 1 : 0;
    throw new ModelError('ERR_OPTION', `${field}[${row}]`, `must be true or false, got ${show(value)}`);
  });
  if (include.includes(1)) return include;
  throw new ModelError('ERR_OPTION', field, `must include at least one row, got false for all ${rows}`);
}
