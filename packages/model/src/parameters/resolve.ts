/**
 * What is fitted: from what a user says to the dimensions of a candidate, and how each parameter of the model gets its
 * value from one.
 */
import { type Checked, type Limits, show } from '../check.js';
import type { Composition } from '../composition.js';
import { ModelError } from '../errors.js';
import { LikelihoodParameter } from '../likelihood-parameter.js';
import { Parameter } from '../mechanism.js';
import { type RangeOption, resolveRange } from '../range.js';
import type { Assignment, FittedParameter } from '../recipe.js';
import { type Condition, type DependsOn, resolveDependsOn } from './depends-on.js';
import { Expression, expressionData } from './expression.js';

/** A parameter, or several that always have one value. */
export type FittedTarget = Parameter | readonly Parameter[];

/** What an optimizer may try for a parameter; or a number, which fixes it; or an expression of others. */
export type FittedRange = RangeOption | number | Expression;

/** A parameter and what an optimizer may try for it. */
export type ParameterAndRange = readonly [parameter: FittedTarget | LikelihoodParameter, range: FittedRange];

/** A slot: a parameter of the model that a fit sets. */
export interface Slot {
  readonly name: string;
  readonly parameter: Parameter;
  readonly limits: Limits;
  readonly assignment: Assignment;
}

/** What is fitted, whole. */
export interface Resolved {
  readonly fitted: readonly FittedParameter[];
  readonly slots: readonly Slot[];
  readonly warnings: readonly string[];
}

/** More names than this are not listed in an error. */
const LISTED_NAMES = 24;

/** Checks parameters of `composition`, ranges and conditions against each other. */
export function resolveFitted(
  given: unknown,
  dependsOn: DependsOn | undefined,
  { composition, trials }: { readonly composition: Composition; readonly trials: number },
): Resolved {
  if (!Array.isArray(given) || given.length === 0) {
    const got = Array.isArray(given) ? 'none' : show(given);
    throw refused('parameters', `must be an array of [parameter, range], at least one, got ${got}`);
  }
  const conditions = resolveDependsOn(dependsOn, trials);
  const fitted: FittedParameter[] = [];
  const slots: Slot[] = [];
  for (const [index, pair] of given.entries()) {
    const field = `parameters[${index}]`;
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw refused(field, `must be a pair of a parameter and its range, got ${show(pair)}`);
    }
    if (pair[0] instanceof LikelihoodParameter) {
      fitted.push(ofLikelihood(field, pair[0], { range: pair[1], fitted }));
      continue;
    }
    const targets = targetsOf(field, pair[0], composition);
    const twice = targets.find((target) => slots.some(({ parameter }) => isSame(parameter, target)));
    if (twice !== undefined)
      throw refused(field, `must be a parameter not yet given, got ${twice.qualifiedName} again`);
    const assignment = assign(field, targets, { range: pair[1], fitted, slots, conditions });
    for (const parameter of targets) {
      slots.push({ name: parameter.qualifiedName, parameter, limits: parameter.limits, assignment });
    }
  }
  for (const { parameter, field } of conditions.values()) {
    if (!slots.some((slot) => isSame(slot.parameter, parameter) && slot.assignment.kind === 'levels')) {
      throw refused(field, `must be a parameter that has a range in parameters, got ${parameter.qualifiedName}`);
    }
  }
  if (fitted.length === 0) throw refused('parameters', 'must have at least one parameter with a range, got none');
  return { fitted, slots, warnings: [...conditions.values()].flatMap(({ warnings }) => warnings) };
}

function ofLikelihood(
  field: string,
  { qualifiedName: name, limits }: LikelihoodParameter,
  { range, fitted }: { readonly range: unknown; readonly fitted: readonly FittedParameter[] },
): FittedParameter {
  if (fitted.some((other) => other.name === name)) {
    throw refused(field, `must be a parameter not yet given, got ${name} again`);
  }
  return {
    name,
    limits,
    range: resolveRange({ code: 'ERR_OPTION', field: `${field} (${name}) range` }, limits, range),
  };
}

function assign(
  field: string,
  targets: readonly Parameter[],
  place: {
    readonly range: unknown;
    readonly fitted: FittedParameter[];
    readonly slots: readonly Slot[];
    readonly conditions: ReadonlyMap<string, Condition>;
  },
): Assignment {
  const { range, fitted, slots, conditions } = place;
  const [first] = targets;
  if (typeof range === 'number' || range instanceof Expression) {
    return { kind: 'expression', of: expressionData(range, (parameter) => slotOf(field, slots, parameter)) };
  }
  const name = first!.qualifiedName;
  const at: Checked = { code: 'ERR_OPTION', field: `${field} (${name}) range` };
  const limits = narrowest(targets);
  const resolved = resolveRange(at, limits, range);
  const condition = targets.map((target) => conditions.get(target.qualifiedName)).find((one) => one !== undefined);
  if (condition === undefined) {
    fitted.push({ name, limits, range: resolved });
    return { kind: 'parameter', parameter: fitted.length - 1 };
  }
  const parameters = condition.levels.map((level) => {
    fitted.push({ name: `${name}[${level}]`, limits, range: resolved });
    return fitted.length - 1;
  });
  return { kind: 'levels', codes: condition.codes, parameters };
}

function slotOf(field: string, slots: readonly Slot[], parameter: Parameter): number {
  const found = slots.findIndex((slot) => isSame(slot.parameter, parameter));
  if (found !== -1) return found;
  throw refused(field, `must be an expression of parameters that come before it, got ${parameter.qualifiedName}`);
}

function targetsOf(field: string, given: unknown, composition: Composition): readonly Parameter[] {
  const targets: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (targets.length === 0) throw refused(field, 'must name at least one parameter, got none');
  return targets.map((target) => {
    if (!(target instanceof Parameter)) {
      throw refused(field, `must be a parameter of a mechanism (${fittableOf(composition)}), got ${show(target)}`);
    }
    if (composition.nodes.includes(target.mechanism)) return target;
    const got = `${target.qualifiedName} of a mechanism outside of it`;
    throw refused(field, `must be a parameter in composition ${show(composition.name)}, got ${got}`);
  });
}

/** Names of what can be fitted, as an error lists them. */
function fittableOf({ nodes }: Composition): string {
  const names = nodes.flatMap(({ parameters }) => Object.values(parameters).map((one) => one.qualifiedName));
  return [...names.slice(0, LISTED_NAMES), ...(names.length > LISTED_NAMES ? ['…'] : [])].join(', ');
}

/** Values that all of `targets` may have. */
function narrowest(targets: readonly Parameter[]): Limits {
  const all = targets.map(({ limits }) => limits);
  const pick = (key: keyof Limits, of: (...values: number[]) => number): Partial<Limits> => {
    const values = all.flatMap((limits) => (limits[key] === undefined ? [] : [limits[key]]));
    return values.length === 0 ? {} : { [key]: of(...values) };
  };
  return {
    ...pick('least', Math.max),
    ...pick('above', Math.max),
    ...pick('most', Math.min),
    ...pick('below', Math.min),
  };
}

/** Whether two handles mean one parameter. */
export function isSame(a: Parameter, b: Parameter): boolean {
  return a.mechanism === b.mechanism && a.key === b.key && a.index === b.index;
}

function refused(field: string, text: string): ModelError {
  return new ModelError('ERR_OPTION', field, text);
}
