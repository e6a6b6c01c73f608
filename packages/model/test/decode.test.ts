import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileRecipe } from '../src/compile.js';
import { decodeRecipe, MAX_RECIPE_LENGTH } from '../src/decode.js';
import { encodeRecipe } from '../src/encode.js';
import { ModelError } from '../src/errors.js';
import { aStudy, refusalOf } from './builders.js';

const TEXT = encodeRecipe(
  compileRecipe({ ...aStudy().spec, likelihood: { kind: 'simulated', lapse: { probability: 0.05, range: [0, 2] } } }),
);

/** The text with the value at `path` replaced; a path that ends in a new name adds a field. */
function tampered(path: string, value: unknown): string {
  const whole = JSON.parse(TEXT);
  const keys = path.split('.');
  let at = whole;
  for (const key of keys.slice(0, -1)) at = at[key];
  at[keys.at(-1)!] = value;
  return JSON.stringify(whole);
}

function doubles(...values: number[]) {
  return { f64: Buffer.from(Float64Array.from(values).buffer).toString('base64') };
}

function bytes(...values: number[]) {
  return { u8: Buffer.from(values).toString('base64') };
}

const GRID = 'parameters.0.range';
const INTERVAL = 'parameters.2.range';
const CHOICES = 'observed.outcomes.0';
const TIMES = 'observed.outcomes.1';
const NO_DDM =
  'observed.outcomes must be DECISION_OUTCOME, RESPONSE_TIME or both of DDM, choices 0 and 1 and times >= 0, got DDM.DECISION_OUTCOME, DDM.RESPONSE_TIME';

describe('decodeRecipe', () => {
  it('accepts what the tests below tamper with', () => {
    expect(encodeRecipe(decodeRecipe(TEXT))).toBe(TEXT);
  });

  it.each<[string, unknown, string | RegExp]>([
    ['version', 2, 'version must be 3, got 2'],
    ['version', undefined, 'version must be 3, got undefined'],
    [
      'code',
      'x',
      ' must have no keys but version, model, inputs, parameters, observed, likelihood, numEstimates, initialSeed, commonRandomNumbers, got "code"',
    ],
    ['model', [], 'model must be an object with kind, name, timeStepSize, parameters, got an array of 0'],
    ['model.kind', 'lca', 'model.kind must be "ddm", got "lca"'],
    ['model.name', '', 'model.name must be a name that is not blank, got ""'],
    ['model.name', 'n'.repeat(1001), `model.name must have at most 1000 characters, got "${'n'.repeat(60)}…"`],
    ['model.timeStepSize', 0, 'model.timeStepSize must be a finite number > 0, got 0'],
    ['model.timeStepSize', 1e-9, 'likelihood.maxSeconds must be at most 67108864 steps of 1e-9 s, got 10 s'],
    ['model.parameters.threshold', -1, 'model.parameters.threshold must be a finite number > 0, got -1'],
    ['model.parameters.rate', null, 'model.parameters.rate must be a finite number, got null'],
    [
      'model.parameters.leak',
      1,
      'model.parameters must have no keys but rate, threshold, nonDecisionTime, startingValue, noise, offset, got "leak"',
    ],
    ['inputs', [1, 2], 'inputs must be an object with f64, got an array of 2'],
    ['inputs', bytes(1), 'inputs must have no keys but f64, got "u8"'],
    ['inputs', { f64: 5 }, 'inputs must be 1 to 1000000 elements of 8 bytes in base64, got 5'],
    ['inputs', { f64: '' }, 'inputs must be 1 to 1000000 elements of 8 bytes in base64, got 0 characters'],
    ['inputs', { f64: 'AAAA' }, 'inputs must be 1 to 1000000 elements of 8 bytes in base64, got 4 characters'],
    [
      'inputs',
      { f64: 'A'.repeat(10_666_672) },
      'inputs must be 1 to 1000000 elements of 8 bytes in base64, got 10666672 characters',
    ],
    ['inputs', doubles(1, 2, NaN, 4, 5), 'inputs[2] must be a finite number, got NaN'],
    [
      'inputs',
      doubles(1, 2, 3, 4),
      'observed.outcomes[0].codes must be 4 elements of 1 bytes in base64, got 8 characters',
    ],
    [
      `${TIMES}.values`,
      doubles(1, 2, 3, 4),
      'observed.outcomes[1].values must be 5 elements of 8 bytes in base64, got 44 characters',
    ],
    [`${TIMES}.values`, doubles(1, 2, 3, 4, -1), NO_DDM],
    [`${TIMES}.name`, 'DDM.OTHER', NO_DDM.replace(/RESPONSE_TIME$/, 'OTHER')],
    [`${TIMES}.kind`, 'ordinal', 'observed.outcomes[1].kind must be "categorical" or "continuous", got "ordinal"'],
    [
      `${CHOICES}.codes`,
      bytes(1, 0, 1),
      'observed.outcomes[0].codes must be 5 elements of 1 bytes in base64, got 4 characters',
    ],
    [`${CHOICES}.codes`, bytes(1, 0, 2, 0, 0), 'observed.outcomes[0].codes[2] must be 0 or 1, got 2'],
    [`${CHOICES}.values`, [0, 1, 2], NO_DDM],
    [`${CHOICES}.values`, [1, 0], 'observed.outcomes[0].values[1] must be a finite number > 1, got 0'],
    [`${CHOICES}.values`, [1], 'observed.outcomes[0].values must be 2 to 255 numbers, got an array of 1'],
    ['observed.outcomes', [], 'observed.outcomes must be an array of 1 to 100 outcomes, got an array of 0'],
    ['observed.include', bytes(1, 0, 1, 1, 255), 'observed.include[4] must be 0 or 1, got 255'],
    ['observed.include', undefined, 'observed.include must be an object with u8, got undefined'],
    ['observed.extra', 1, 'observed must have no keys but outcomes, include, got "extra"'],
    ['parameters', [], 'parameters must be an array of 1 to 7 parameters, got an array of 0'],
    ['parameters', {}, 'parameters must be an array of 1 to 7 parameters, got an object'],
    ['parameters', new Array(8).fill(null), 'parameters must be an array of 1 to 7 parameters, got an array of 8'],
    [
      'parameters.0.parameter',
      'toString',
      'parameters[0].parameter must be "rate" or "threshold" or "nonDecisionTime" or "startingValue" or "noise" or "offset" or "lapse.probability", got "toString"',
    ],
    ['parameters.1.parameter', 'rate', 'parameters[1].parameter must be given once, got "rate"'],
    ['parameters.0.name', 'LCA.rate', 'parameters[0].name must be "DDM.rate", got "LCA.rate"'],
    [`${GRID}.kind`, 'list', 'parameters[0].range.kind must be "grid" or "interval", got "list"'],
    [`${GRID}.low`, 0, 'parameters[0].range must have no keys but kind, values, got "low"'],
    [
      `${GRID}.values`,
      doubles(0),
      'parameters[0].range.values must be 2 to 1000000 elements of 8 bytes in base64, got 12 characters',
    ],
    [
      `${GRID}.values`,
      doubles(0, 1, 5),
      'parameters[0].range.values must have equal steps, got 1 at [1] where the mean step is 2.5',
    ],
    [`${INTERVAL}.low`, -1, 'parameters[2].range.low must be a finite number >= 0, got -1'],
    [`${INTERVAL}.high`, 0, 'parameters[2].range.high must be a finite number > 0, got 0'],
    [`${INTERVAL}.step`, -1, 'parameters[2].range.step must be a finite number > 0 and <= 1, got -1'],
    [`${INTERVAL}.log`, 0, 'parameters[2].range.log must be true or false, got 0'],
    [
      `${INTERVAL}.values`,
      doubles(0, 1),
      'parameters[2].range must have no keys but kind, low, high, step, log, got "values"',
    ],
    [
      'likelihood',
      null,
      'likelihood must be an object with kind, density, conditions, minimumSamples, floor, maxSeconds, rtRange, censorAfter, lapse, standardError, discretization, got null',
    ],
    ['likelihood.kind', 'neural', 'likelihood.kind must be "simulated" or "exact", got "neural"'],
    [
      'likelihood.kind',
      'exact',
      'likelihood must have no keys but kind, discretization, floor, rtRange, censorAfter, lapse, got "density"',
    ],
    [
      'likelihood.density.estimator',
      'kde',
      'likelihood.density.estimator must be "local-likelihood" or "log-gaussian-kde" or "gaussian-kde" or "fast-kde" or "histogram", got "kde"',
    ],
    ['likelihood.density', 'fast-kde', /^likelihood.density must be an object with estimator, .*, got "fast-kde"$/],
    ['likelihood.density.bins', 5, 'likelihood.density must have no keys but estimator, got "bins"'],
    ['likelihood.standardError', 1, 'likelihood.standardError must be true or false, got 1'],
    ['likelihood.censorAfter', 0, 'likelihood.censorAfter must be a finite number > 0, got 0'],
    ['likelihood.conditions', 1, 'likelihood.conditions must be "per-trial" or "shared", got 1'],
    ['likelihood.minimumSamples', 0, 'likelihood.minimumSamples must be an integer >= 1 and <= 1000000000, got 0'],
    ['likelihood.floor', 0, 'likelihood.floor must be a finite number > 0, got 0'],
    ['likelihood.maxSeconds', '10', 'likelihood.maxSeconds must be a finite number > 0, got "10"'],
    ['likelihood.lapse.probability', 1, 'likelihood.lapse.probability must be a finite number >= 0 and < 1, got 1'],
    ['likelihood.lapse.range', [0], 'likelihood.lapse.range must be [low, high], got an array of 1'],
    ['likelihood.lapse.range', [1, 0], 'likelihood.lapse.range[1] must be a finite number > 1, got 0'],
    ['numEstimates', 1e9, 'numEstimates must be an integer >= 1 and <= 100000000, got 1000000000'],
    ['numEstimates', 1.5, 'numEstimates must be an integer >= 1 and <= 100000000, got 1.5'],
    ['initialSeed', 2 ** 53, 'initialSeed must be an integer, got 9007199254740992'],
    ['commonRandomNumbers', 1, 'commonRandomNumbers must be true or false, got 1'],
  ])('refuses %s = %j', (path, value, text) => {
    const refusal = refusalOf(() => decodeRecipe(tampered(path, value)));
    if (typeof text !== 'string') expect(refusal.slice('ERR_RECIPE recipe '.length)).toMatch(text);
    else expect(refusal).toBe(`ERR_RECIPE recipe${text.startsWith(' ') ? '' : ' '}${text}`);
  });

  it('refuses a text of a recipe that is not the canonical one', () => {
    const text = 'ERR_RECIPE recipe must be canonical text, got another';
    for (const other of [
      `${TEXT} `,
      TEXT.replace('"numEstimates":100', '"numEstimates":1e2'),
      TEXT.replace('"version":3,', '"version":3,"version":3,'),
      TEXT.replace('"offset":0', '"offset":-0'),
      TEXT.replace('AQABAQA=', 'AQABAQB='),
    ]) {
      expect(other).not.toBe(TEXT);
      expect(refusalOf(() => decodeRecipe(other))).toBe(text);
    }
  });

  it('refuses what is no JSON, no object, no text or too long', () => {
    expect(refusalOf(() => decodeRecipe('{'))).toBe('ERR_RECIPE recipe must be JSON, got "{"');
    expect(refusalOf(() => decodeRecipe('null'))).toMatch(/^ERR_RECIPE recipe must be an object with version, /);
    expect(refusalOf(() => decodeRecipe(new Uint8Array(3) as never))).toMatch(/^ERR_RECIPE recipe must be text/);
    expect(refusalOf(() => decodeRecipe(' '.repeat(MAX_RECIPE_LENGTH + 1)))).toBe(
      'ERR_RECIPE recipe must be text of at most 134217728 characters, got 134217729',
    );
  });

  it('does not stumble over depth or a __proto__', () => {
    expect(refusalOf(() => decodeRecipe('['.repeat(1e6)))).toMatch(/^ERR_RECIPE recipe must be JSON/);
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
    expect(refusalOf(() => decodeRecipe(`{"version":${deep}}`))).toMatch(/^ERR_RECIPE recipe version must be 3/);
    expect(refusalOf(() => decodeRecipe('{"__proto__":{"version":2}}'))).toMatch(/, got "__proto__"$/);
  });

  it('answers every change of the text with the recipe or with a ModelError', () => {
    const position = fc.integer({ min: 0, max: TEXT.length - 1 });
    const patch = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('null', '-0', '1e999', '{}', '[]', '"'));
    fc.assert(
      fc.property(position, fc.integer({ min: 0, max: 12 }), patch, (at, cut, insert) => {
        const changed = TEXT.slice(0, at) + insert + TEXT.slice(at + cut);
        try {
          expect(encodeRecipe(decodeRecipe(changed))).toBe(changed);
        } catch (error) {
          if (!(error instanceof ModelError)) throw error;
          expect(error.code).toBe('ERR_RECIPE');
        }
      }),
      { numRuns: 2000 },
    );
  });
});
