/** `dependsOn`: a parameter with one free value for each level of a column. */
import { show } from '../check.js';
import { ModelError } from '../errors.js';
import { Parameter } from '../mechanism.js';

/** The level of each trial: of a column of numbers or strings. */
export type LevelColumn = readonly (number | string)[];

/** A parameter and the level of each trial. */
export type DependsOn = readonly (readonly [parameter: Parameter, column: LevelColumn, name: string])[];

/** One condition, checked. */
export interface Condition {
  readonly parameter: Parameter;
  readonly field: string;
  /** In order of first appearance. */
  readonly levels: readonly string[];
  /** Position of each trial's level. */
  readonly codes: Uint8Array;
  readonly warnings: readonly string[];
}

/** More levels than this are unlikely to be meant: PsyNeuLink warns from here on. */
const MANY_LEVELS = 5;

/** Checks the conditions; gives them by the qualified names of their parameters. */
export function resolveDependsOn(given: DependsOn | undefined, trials: number): ReadonlyMap<string, Condition> {
  const conditions = new Map<string, Condition>();
  for (const [index, [parameter, column, name]] of (given ?? []).entries()) {
    const field = `dependsOn[${index}]`;
    if (!(parameter instanceof Parameter)) {
      throw new ModelError('ERR_OPTION', field, `must begin with a parameter of a mechanism, got ${show(parameter)}`);
    }
    if (conditions.has(parameter.qualifiedName)) {
      throw new ModelError(
        'ERR_OPTION',
        field,
        `must be a parameter not yet given, got ${parameter.qualifiedName} again`,
      );
    }
    if (column.length !== trials) {
      throw new ModelError(
        'ERR_DATA',
        `${field} column ${show(name)}`,
        `must have ${trials} rows, got ${column.length}`,
      );
    }
    const levels = [...new Set(column.map(String))];
    if (levels.length > 255) {
      throw new ModelError(
        'ERR_DATA',
        `${field} column ${show(name)}`,
        `must have at most 255 levels, got ${levels.length}`,
      );
    }
    const codes = Uint8Array.from(column, (level) => levels.indexOf(String(level)));
    const text = `${parameter.qualifiedName} depends on column ${show(name)} with ${levels.length} levels: as many free parameters`;
    conditions.set(parameter.qualifiedName, {
      parameter,
      field,
      levels,
      codes,
      warnings: levels.length > MANY_LEVELS ? [text] : [],
    });
  }
  return conditions;
}
