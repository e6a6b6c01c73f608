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

/** A sum in a sum, `depth` times. */
function nested(depth: number): unknown {
  const one = { op: 'constant', value: 1 };
  return depth === 0 ? one : { op: 'add', a: nested(depth - 1), b: one };
}

const GRID = 'parameters.0.range';
const INTERVAL = 'parameters.2.range';
const CHOICES = 'observed.outcomes.0';
const TIMES = 'observed.outcomes.1';
const OTHER = 'observed.outcomes[1] must be what the program shows, one value a trial, got another';

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
      ' must have no keys but version, program, trials, inputs, parameters, slots, observed, likelihood, numEstimates, initialSeed, commonRandomNumbers, task, got "code"',
    ],
    ['trials', 0, 'trials must be an integer >= 1 and <= 1000000, got 0'],
    ['trials', 4, 'inputs must be 4 elements of 8 bytes in base64, got 56 characters'],
    ['program.inputWidth', 11, 'program.registers must be 16 to 65536, got 7'],
    ['inputs', [1, 2], 'inputs must be an object with f64, got an array of 2'],
    ['inputs', bytes(1), 'inputs must have no keys but f64, got "u8"'],
    ['inputs', { f64: 5 }, 'inputs must be 5 elements of 8 bytes in base64, got 5'],
    ['inputs', { f64: '' }, 'inputs must be 5 elements of 8 bytes in base64, got 0 characters'],
    ['inputs', { f64: 'AAAA' }, 'inputs must be 5 elements of 8 bytes in base64, got 4 characters'],
    ['inputs', doubles(1, 2, NaN, 4, 5), 'inputs[2] must be a finite number, got NaN'],
    ['inputs', doubles(1, 2, 3, 4), 'inputs must be 5 elements of 8 bytes in base64, got 44 characters'],
    [
      `${TIMES}.values`,
      doubles(1, 2, 3, 4),
      'observed.outcomes[1].values must be 5 elements of 8 bytes in base64, got 44 characters',
    ],
    [`${TIMES}.values`, doubles(1, 2, 3, 4, -1), 'observed.outcomes[1].values[4] must be a finite number >= 0, got -1'],
    [TIMES, JSON.parse(TEXT).observed.outcomes[0], OTHER],
    [`${TIMES}.kind`, 'ordinal', 'observed.outcomes[1].kind must be "categorical" or "continuous", got "ordinal"'],
    [
      `${CHOICES}.codes`,
      bytes(1, 0, 1),
      'observed.outcomes[0].codes must be 5 elements of 1 bytes in base64, got 4 characters',
    ],
    [`${CHOICES}.codes`, bytes(1, 0, 2, 0, 0), 'observed.outcomes[0].codes[2] must be an integer from 0 to 1, got 2'],
    [`${CHOICES}.values`, [0, 1, 2], OTHER.replace('[1]', '[0]')],
    [`${CHOICES}.values`, [1, 0], 'observed.outcomes[0].values[1] must be a finite number > 1, got 0'],
    [`${CHOICES}.values`, [], 'observed.outcomes[0].values must be 1 to 255 numbers, got an array of 0'],
    ['observed.outcomes', [], 'observed.outcomes must be an array of 1 to 100 outcomes, got an array of 0'],
    ['observed.include', bytes(1, 0, 1, 1, 255), 'observed.include[4] must be an integer from 0 to 1, got 255'],
    ['observed.include', undefined, 'observed.include must be an object with u8, got undefined'],
    ['observed.extra', 1, 'observed must have no keys but outcomes, include, got "extra"'],
    ['observed.outcomes', JSON.parse(TEXT).observed.outcomes.slice(1), 'observed.outcomes must have 2 outcomes, got 1'],
    ['parameters', [], 'parameters must have at least one parameter, got none'],
    ['parameters', {}, 'parameters must be an array of at most 4096, got an object'],
    ['parameters', new Array(4097).fill(null), 'parameters must be an array of at most 4096, got an array of 4097'],
    ['parameters.1.name', 'DDM.rate', 'parameters[1].name must be given once, got "DDM.rate"'],
    ['parameters.0.name', ' ', 'parameters[0].name must be a name that is not blank, got " "'],
    [
      'parameters.0.name',
      'n'.repeat(1001),
      `parameters[0].name must have at most 1000 characters, got "${'n'.repeat(60)}…"`,
    ],
    ['parameters.0.limits', { least: '0' }, 'parameters[0].limits.least must be a finite number, got "0"'],
    [
      'parameters.0.limits',
      { over: 0 },
      'parameters[0].limits must have no keys but least, above, most, below, got "over"',
    ],
    ['slots', [], 'slots must have 3 elements, one for each of the program, got 0'],
    ['slots', null, 'slots must be an array of at most 4096, got null'],
    ['slots.0.from.kind', 'code', 'slots[0].from.kind must be "parameter", "levels" or "expression", got "code"'],
    ['slots.1.from.parameter', 3, 'slots[1].from.parameter must be an integer >= 0 and <= 2, got 3'],
    ['slots.1.limits.most', null, 'slots[1].limits.most must be a finite number, got null'],
    [
      'slots.2.from',
      { kind: 'levels', codes: bytes(0, 1, 2, 0, 1), parameters: [0, 1] },
      'slots[2].from.codes[2] must be an integer from 0 to 1, got 2',
    ],
    [
      'slots.2.from',
      { kind: 'levels', codes: bytes(0, 0, 0, 0, 0), parameters: [] },
      'slots[2].from.parameters must have at least one parameter, got none',
    ],
    [
      'slots.2.from',
      { kind: 'expression', of: { op: 'slot', slot: 2 } },
      'slots[2].from.of.slot must be an integer >= 0 and <= 1, got 2',
    ],
    [
      'slots.2.from',
      { kind: 'expression', of: { op: 'power', a: 1, b: 2 } },
      'slots[2].from.of.op must be "add" or "subtract" or "multiply" or "divide", got "power"',
    ],
    [
      'slots.2.from',
      { kind: 'expression', of: nested(34) },
      `slots[2].from.of${'.a'.repeat(33)} must be at most 32 deep, got 33`,
    ],
    [`${GRID}.kind`, 'list', 'parameters[0].range.kind must be "grid", "interval" or "choices", got "list"'],
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
      'parameters[2].range must have no keys but kind, low, high, step, log, integer, got "values"',
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
  ])('refuses %s as %.40j', (path, value, text) => {
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
      TEXT.replace('"least":0', '"least":-0'),
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
