/** The fitted parameters: which, in which order, over which range. */
import { show } from './check.js';
import { type Composition, ddmOf } from './composition.js';
import { DDM_PARAMETER_NAMES } from './ddm-parameters.js';
import { ModelError } from './errors.js';
import { LAPSE_PROBABILITY, LikelihoodParameter } from './likelihood-parameter.js';
import { Parameter } from './mechanism.js';
import { type RangeOption, resolveRange } from './range.js';
import type { DdmParameterName, FittedParameter } from './recipe.js';

/** A parameter and what an optimizer may try for it. */
export type ParameterAndRange = readonly [parameter: Parameter | LikelihoodParameter, range: RangeOption];

/** Checks that the parameters belong to the composition, that each comes once, and that its range fits it. */
export function resolveParameters(composition: Composition, given: unknown): readonly FittedParameter[] {
  if (!Array.isArray(given) || given.length === 0) {
    const got = Array.isArray(given) ? 'none' : show(given);
    throw new ModelError(
      'ERR_OPTION',
      'parameters',
      `must be an array of [parameter, range], at least one, got ${got}`,
    );
  }
  const fitted: FittedParameter[] = [];
  for (const [index, pair] of given.entries()) {
    const field = `parameters[${index}]`;
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new ModelError('ERR_OPTION', field, `must be a pair of a parameter and its range, got ${show(pair)}`);
    }
    const parameter = ownParameter(composition, pair[0], field);
    const name = parameter.qualifiedName;
    if (fitted.some((other) => other.name === name)) {
      throw new ModelError('ERR_OPTION', field, `must be a parameter not yet given, got ${name} again`);
    }
    const short =
      parameter === LAPSE_PROBABILITY
        ? LAPSE_PROBABILITY.qualifiedName
        : ((parameter as Parameter).name as DdmParameterName);
    const range = resolveRange({ code: 'ERR_OPTION', field: `${field} (${name}) range` }, short, pair[1]);
    fitted.push({ name, parameter: short, range });
  }
  return fitted;
}

function ownParameter(composition: Composition, given: unknown, field: string): Parameter | LikelihoodParameter {
  if (given instanceof LikelihoodParameter) return given;
  if (!(given instanceof Parameter)) {
    const offered = `${DDM_PARAMETER_NAMES.join(', ')} of ${show(ddmOf(composition).name)}; its timeStepSize cannot be fitted`;
    throw new ModelError('ERR_OPTION', field, `must be a parameter of a mechanism (${offered}), got ${show(given)}`);
  }
  if (composition.nodes.includes(given.mechanism)) return given;
  const text = `must be a parameter in composition ${show(composition.name)}, got ${given.qualifiedName} of a mechanism outside of it`;
  throw new ModelError('ERR_OPTION', field, text);
}
