/** Programs that a worker must not run: each is refused by the name of what is wrong with it. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ModelError } from '../../src/errors.js';
import { checkProgram, MAX_DEPTH } from '../../src/program/check-program.js';
import { readProgram } from '../../src/program/decode-program.js';
import { refusalOf } from '../builders.js';
import { textOf } from '../compiler/text-of.js';
import { anyProgram } from '../programs.js';

const doubles = (...values: number[]) => ({ f64: Buffer.from(Float64Array.from(values).buffer).toString('base64') });

/** A program whose registers are: 0, 1 constants; 2, 3 inputs; 4, 5 slots; 6 to 19 written. */
const PROGRAM = {
  version: 1,
  precision: 'float',
  constants: doubles(0, 1),
  inputWidth: 2,
  slots: [
    { name: 'a.gain', value: 1 },
    { name: 'a.bias', value: 0 },
  ],
  registers: 20,
  fold: { code: [{ op: 'add', dst: 6, args: [2, 3] }], carried: [] },
  hoist: {
    code: [
      { op: 'mad', dst: 8, args: [4, 6, 5] },
      { op: 'dot', dst: 9, a: { first: 2, count: 2 }, b: { first: 4, count: 2 } },
    ],
    carried: [{ register: 7, initial: 0.5 }],
  },
  last: {
    kind: 'lanes',
    phase: {
      code: [
        { op: 'copy', dst: 11, args: [0] },
        { op: 'copy', dst: 12, args: [0] },
        { op: 'copy', dst: 13, args: [0] },
        { op: 'copy', dst: 14, args: [0] },
        {
          op: 'loop',
          body: [
            { op: 'normals', dst: { first: 15, count: 2 }, stream: 0 },
            {
              ...{ op: 'lca-step', x: { first: 11, count: 2 }, f: { first: 13, count: 2 } },
              ...{
                external: { first: 2, count: 2 },
                noise: { first: 15, count: 2 },
                leak: 0,
                dt: 1,
                selfExcitation: 0,
              },
              ...{ competition: 1, gain: 4, bias: 5, x0: 0, scale: 1, offset: 0 },
            },
            {
              ...{ op: 'ddm-step', x: 10, drift: 8, leak: 0, noise: 1, offset: 0, threshold: 4, dt: 1, stream: 1 },
            },
            { op: 'less', dst: 17, args: [10, 4] },
          ],
          again: 17,
          maxIterations: 100,
        },
      ],
      carried: [{ register: 10, initial: 0 }],
    },
    outcomes: [
      { name: 'a.time', register: 10, values: null },
      { name: 'a.choice', register: 17, values: [0, 1] },
    ],
  },
  split: 'estimates',
};

const DDM = {
  ...{ kind: 'ddm', stream: 0, name: 'DDM', timeStepSize: 0.01, drift: 8, threshold: 4, noise: 1, startingValue: 0 },
  ...{ offset: 0, leak: 0, nonDecisionTime: 5, outcomes: ['decision', 'response-time'] },
};

const RACE = {
  ...{ kind: 'race', race: 'lba', drift: 'positive', stream: 0, name: 'race', outcomes: ['decision'] },
  parameters: { v: [4, 5], b: [1], A: [0], s: [1], t0: [0] },
};

const at = (field: string) => ({ code: 'ERR_RECIPE', field: field === '' ? 'program' : `program.${field}` }) as const;
const read = (program: unknown) => readProgram(at, program);

/** The program with the value at `path` replaced. */
function tampered(path: string, value: unknown): unknown {
  const whole = JSON.parse(JSON.stringify(PROGRAM));
  const keys = path.split('.');
  let place = whole;
  for (const key of keys.slice(0, -1)) place = place[key];
  place[keys.at(-1)!] = value;
  return whole;
}

function nested(depth: number): unknown {
  const body = depth === 1 ? [{ op: 'copy', dst: 18, args: [0] }] : [nested(depth - 1)];
  return { op: 'loop', body, again: 0, maxIterations: 1 };
}

const CODE = 'last.phase.code';
const LOOP = `${CODE}.4`;
const LCA = `${LOOP}.body.1`;
const WALK = `${LOOP}.body.2`;
const named = (path: string) => path.replace(/\.(\d+)/g, '[$1]');

describe('a program of a peer', () => {
  it('is read back bit for bit', () => {
    expect(JSON.parse(textOf(read(PROGRAM)))).toEqual(PROGRAM);
    expect(JSON.parse(textOf(read(tampered('last', DDM))))).toMatchObject({ last: DDM });
    expect(JSON.parse(textOf(read(tampered('last', RACE))))).toMatchObject({ last: RACE });
    fc.assert(
      fc.property(anyProgram, (program) => {
        checkProgram(program, at);
        const text = textOf({ ...program, constants: program.constants.map((value) => value + 0) });
        expect(textOf(read(JSON.parse(text)))).toBe(text);
      }),
    );
  });

  it.each<[string, unknown, string]>([
    ['version', 2, 'version must be 1, got 2'],
    ['precision', 'half', 'precision must be "float" or "double", got "half"'],
    ['constants', [0, 1], 'constants must be an object with f64, got an array of 2'],
    ['constants', doubles(0, Infinity), 'constants[1] must be a finite number, got Infinity'],
    ['inputWidth', -1, 'inputWidth must be an integer >= 0 and <= 65536, got -1'],
    ['slots.0.value', null, 'slots[0].value must be a finite number, got null'],
    ['slots.1.name', '', 'slots[1].name must be text of 1 to 1000 characters, got ""'],
    ['slots.1.unit', 's', 'slots[1] must have no keys but name, value, got "unit"'],
    ['registers', 5, 'registers must be 6 to 65536, got 5'],
    ['registers', 65_537, 'registers must be an integer >= 0 and <= 65536, got 65537'],
    ['registers', 17, `${named(LOOP)}.body[3] must write registers 6 to 16, got register 17`],
    ['fold.code', {}, 'fold.code must be an array of at most 200000, got an object'],
    ['fold.code.0', null, 'fold.code[0].op must be an operation of programs, got undefined'],
    ['fold.code.0.op', 'eval', 'fold.code[0].op must be an operation of programs, got "eval"'],
    ['fold.code.0.op', 'toString', 'fold.code[0].op must be an operation of programs, got "toString"'],
    ['fold.code.0.op', 'exp', 'fold.code[0].args must have 1 registers, got 2'],
    ['fold.code.0.args', [2, 2.5], 'fold.code[0].args[1] must be an integer >= 0 and <= 65535, got 2.5'],
    ['fold.code.0.args', [2, 4], 'fold.code[0] must read what was written before, got register 4'],
    ['fold.code.0.dst', 1, 'fold.code[0] must write registers 6 to 19, got register 1'],
    ['fold.code.0.dst', 5, 'fold.code[0] must write registers 6 to 19, got register 5'],
    ['fold.code.0.again', 5, 'fold.code[0] must have no keys but op, dst, args, got "again"'],
    [
      'fold.code.0',
      { op: 'uniforms', dst: { first: 18, count: 1 }, stream: 0 },
      'fold.code[0] must draw nothing outside of the lanes, got uniforms',
    ],
    [
      'fold.carried',
      [{ register: 4, initial: 0 }],
      'fold.carried[0].register must be a register that code may write, got 4',
    ],
    ['hoist.carried.0.register', 20, 'hoist.carried[0].register must be a register that code may write, got 20'],
    ['hoist.carried.0.initial', '0', 'hoist.carried[0].initial must be a finite number, got "0"'],
    ['hoist.code.0.args', [4, 6, 11], 'hoist.code[0] must read what was written before, got register 11'],
    ['hoist.code.1.a', { first: 2, count: 3 }, 'hoist.code[1] must have spans of one size, got dot'],
    ['hoist.code.1.a', { first: 8, count: 2 }, 'hoist.code[1] must read what was written before, got registers 8 to 9'],
    [
      'hoist.code.1.b',
      { first: 19, count: 2 },
      'hoist.code[1] must read what was written before, got registers 19 to 20',
    ],
    ['hoist.code.1.b.count', 0, 'hoist.code[1].b.count must be an integer >= 1 and <= 65536, got 0'],
    [`${LOOP}.again`, 18, `${named(LOOP)}.again must be a register that is written, got 18`],
    [`${LOOP}.maxIterations`, 0, `${named(LOOP)}.maxIterations must be an integer >= 1, got 0`],
    [
      `${LOOP}.maxIterations`,
      2 ** 26 + 1,
      `${named(LOOP)}.maxIterations must be an integer from 1 to 67108864, got 67108865`,
    ],
    [`${LOOP}.body.0.stream`, 65_536, `${named(LOOP)}.body[0].stream must be an integer >= 0 and <= 65535, got 65536`],
    [
      `${LOOP}.body.0.dst`,
      { first: 4, count: 2 },
      `${named(LOOP)}.body[0] must write registers 6 to 19, got registers 4 to 5`,
    ],
    [`${LCA}.noise`, { first: 15, count: 1 }, `${named(LCA)} must have spans of one size, got 2, 2, 1`],
    [
      `${LCA}.external`,
      { first: 17, count: 2 },
      `${named(LCA)} must read what was written before, got registers 17 to 18`,
    ],
    [`${LCA}.gain`, 18, `${named(LCA)} must read what was written before, got register 18`],
    [`${LCA}.x`, { first: 2, count: 2 }, `${named(LCA)} must write registers 6 to 19, got registers 2 to 3`],
    [`${WALK}.x`, 4, `${named(WALK)} must write registers 6 to 19, got register 4`],
    [`${WALK}.threshold`, 19, `${named(WALK)} must read what was written before, got register 19`],
    [
      `${CODE}.0`,
      nested(MAX_DEPTH + 1),
      `${named(CODE)}[0]${'.body[0]'.repeat(4)} must be at most 4 loops deep, got 5`,
    ],
    ['last.kind', 'network', 'last.kind must be "lanes", "ddm" or "race", got "network"'],
    ['last.outcomes.0.register', 18, 'last.outcomes[0].register must be a register that is written, got 18'],
    ['last.outcomes.1.values', [0, null], 'last.outcomes[1].values[1] must be a finite number, got null'],
    ['last', { ...DDM, threshold: 13 }, 'last.threshold must be a register that is written, got 13'],
    ['last', { ...DDM, timeStepSize: 0 }, 'last.timeStepSize must be a finite number > 0, got 0'],
    [
      'last',
      { ...DDM, outcomes: ['evidence'] },
      'last.outcomes[0] must be "decision" or "response-time", got "evidence"',
    ],
    [
      'last',
      { ...RACE, race: 'horses' },
      'last.race must be "lba" or "lognormal-race" or "racing-diffusion" or "shifted-wald", got "horses"',
    ],
    ['last', { ...RACE, race: 'lognormal-race' }, 'last.parameters must be m, s, t0, got A, b, s, t0, v'],
    ['last', { ...RACE, parameters: {} }, 'last.parameters must be A, b, s, t0, v, got none'],
    [
      'last',
      { ...RACE, parameters: { ...RACE.parameters, A: [] } },
      'last.parameters.A must be 1 or 2 registers, got 0',
    ],
    [
      'last',
      { ...RACE, parameters: { ...RACE.parameters, s: [1, 1, 1] } },
      'last.parameters.v must be 1 or 3 registers, got 2',
    ],
    [
      'last',
      { ...RACE, parameters: { ...RACE.parameters, t0: [0, 0] } },
      'last.parameters.t0 must be 1 register, got 2',
    ],
    ['last', { ...RACE, drift: 1 }, 'last.drift must be "untruncated" or "positive", got 1'],
    [
      'last',
      { ...RACE, parameters: { ...RACE.parameters, v: [4, 13] } },
      'last.parameters.v[1] must be a register that is written, got 13',
    ],
    ['split', 'both', 'split must be "trials" or "estimates", got "both"'],
    ['split', 'trials', 'split must be "estimates" where lanes carry state over, got "trials"'],
  ])('is refused with %s as %.40j', (path, value, text) => {
    expect(refusalOf(() => read(tampered(path, value)))).toBe(`ERR_RECIPE program.${text}`);
  });

  it('is read or refused, whatever one changes in its text', () => {
    const text = JSON.stringify(PROGRAM);
    const position = fc.integer({ min: 0, max: text.length - 1 });
    const patch = fc.constantFrom('', '0', '9', '99999', '-1', 'null', '{}', '[]', '"loop"', '1e99');
    fc.assert(
      fc.property(position, fc.integer({ min: 0, max: 4 }), patch, (from, cut, insert) => {
        const changed = text.slice(0, from) + insert + text.slice(from + cut);
        let parsed: unknown;
        try {
          parsed = JSON.parse(changed);
        } catch {
          return;
        }
        try {
          checkProgram(read(parsed), at);
        } catch (error) {
          if (!(error instanceof ModelError)) throw error;
          expect(error.code).toBe('ERR_RECIPE');
        }
      }),
      { numRuns: 3000 },
    );
  });
});
