/** A program from parsed text of a peer: every field by name, then `checkProgram`. */
import { type Checked, requireInteger, requireKeys, requireNumber, requireOneOf, show } from '../check.js';
import { readDoubles } from '../decode-arrays.js';
import { ModelError } from '../errors.js';
import { checkProgram, MAX_DEPTH, MAX_INSTRUCTIONS, MAX_REGISTERS } from './check-program.js';
import { DDM_SCALARS, isScalarOp, LCA_SCALARS } from './instruction-shapes.js';
import {
  type Carried,
  type Code,
  type Instruction,
  type LastStage,
  type Phase,
  PROGRAM_VERSION,
  type Program,
  SCALAR_OPS,
  type Span,
} from './program.js';

/** Makes what is checked of the name of a field. */
type At = (field: string) => Checked;

const LONGEST_NAME = 1_000;
const RACES = ['lba', 'lognormal-race', 'racing-diffusion', 'shifted-wald'] as const;
const SHOWN = ['decision', 'response-time'] as const;
const RATES = ['untruncated', 'positive'] as const;

/** Reads a program; throws a `ModelError` that names the field it refuses. */
export function readProgram(at: At, value: unknown): Program {
  const fields = requireKeys(at(''), value, [
    'version',
    'precision',
    'constants',
    'inputWidth',
    'slots',
    'registers',
    'fold',
    'hoist',
    'last',
    'split',
  ]);
  if (fields.version !== PROGRAM_VERSION) throw refused(at('version'), `must be ${PROGRAM_VERSION}`, fields.version);
  const program: Program = {
    version: PROGRAM_VERSION,
    precision: requireOneOf(at('precision'), fields.precision, ['float', 'double']),
    constants: readDoubles(at('constants'), fields.constants, { least: 0, most: MAX_REGISTERS }),
    inputWidth: requireInteger(at('inputWidth'), fields.inputWidth, { least: 0, most: MAX_REGISTERS }),
    slots: listOf(at, 'slots', fields.slots, MAX_REGISTERS).map((item, i) => {
      const slot = requireKeys(at(`slots[${i}]`), item, ['name', 'value']);
      return {
        name: readName(at(`slots[${i}].name`), slot.name),
        value: requireNumber(at(`slots[${i}].value`), slot.value),
      };
    }),
    registers: requireInteger(at('registers'), fields.registers, { least: 0, most: MAX_REGISTERS }),
    fold: readPhase(at, 'fold', fields.fold),
    hoist: readPhase(at, 'hoist', fields.hoist),
    last: readLast(at, fields.last),
    split: requireOneOf(at('split'), fields.split, ['trials', 'estimates']),
  };
  checkProgram(program, at);
  const { last, split } = program;
  if (split === 'trials' && last.kind === 'lanes' && last.phase.carried.length > 0) {
    throw refused(at('split'), 'must be "estimates" where lanes carry state over', split);
  }
  return program;
}

function readPhase(at: At, name: string, value: unknown): Phase {
  const fields = requireKeys(at(name), value, ['code', 'carried']);
  return {
    code: readCode(at, `${name}.code`, { value: fields.code, depth: 0 }),
    carried: listOf(at, `${name}.carried`, fields.carried, MAX_REGISTERS).map((item, i): Carried => {
      const field = `${name}.carried[${i}]`;
      const { register, initial } = requireKeys(at(field), item, ['register', 'initial']);
      return {
        register: readRegister(at(`${field}.register`), register),
        initial: requireNumber(at(`${field}.initial`), initial),
      };
    }),
  };
}

function readCode(at: At, name: string, { value, depth }: { readonly value: unknown; readonly depth: number }): Code {
  return listOf(at, name, value, MAX_INSTRUCTIONS).map((item, i) =>
    readInstruction(at, `${name}[${i}]`, { item, depth }),
  );
}

function readInstruction(
  at: At,
  name: string,
  { item, depth }: { readonly item: unknown; readonly depth: number },
): Instruction {
  const op: unknown = typeof item === 'object' && item !== null && 'op' in item ? item.op : undefined;
  const register = (field: string, value: unknown) => readRegister(at(`${name}.${field}`), value);
  const span = (field: string, value: unknown) => readSpan(at, `${name}.${field}`, value);
  if (typeof op === 'string' && isScalarOp(op)) {
    const fields = requireKeys(at(name), item, ['op', 'dst', 'args']);
    const args = listOf(at, `${name}.args`, fields.args, 3).map((value, i) => register(`args[${i}]`, value));
    if (args.length !== SCALAR_OPS[op])
      throw refused(at(`${name}.args`), `must have ${SCALAR_OPS[op]} registers`, args.length);
    return { op, dst: register('dst', fields.dst), args };
  }
  switch (op) {
    case 'dot': {
      const { dst, a, b } = requireKeys(at(name), item, ['op', 'dst', 'a', 'b']);
      return { op, dst: register('dst', dst), a: span('a', a), b: span('b', b) };
    }
    case 'normals':
    case 'uniforms': {
      const { dst, stream } = requireKeys(at(name), item, ['op', 'dst', 'stream']);
      return { op, dst: span('dst', dst), stream: readStream(at(`${name}.stream`), stream) };
    }
    case 'lca-step': {
      const fields = requireKeys(at(name), item, ['op', 'x', 'f', 'external', 'noise', ...LCA_SCALARS]);
      const scalars = Object.fromEntries(LCA_SCALARS.map((key) => [key, register(key, fields[key])]));
      const vectors = { x: span('x', fields.x), f: span('f', fields.f), external: span('external', fields.external) };
      const noise = fields.noise === null ? null : span('noise', fields.noise);
      return { op, ...vectors, noise, ...(scalars as Record<(typeof LCA_SCALARS)[number], number>) };
    }
    case 'ddm-step': {
      const fields = requireKeys(at(name), item, ['op', 'x', ...DDM_SCALARS, 'stream']);
      const scalars = Object.fromEntries(DDM_SCALARS.map((key) => [key, register(key, fields[key])]));
      const stream = readStream(at(`${name}.stream`), fields.stream);
      return { op, x: register('x', fields.x), ...(scalars as Record<(typeof DDM_SCALARS)[number], number>), stream };
    }
    case 'loop': {
      if (depth >= MAX_DEPTH) throw refused(at(name), `must be at most ${MAX_DEPTH} loops deep`, depth + 1);
      const fields = requireKeys(at(name), item, ['op', 'body', 'again', 'maxIterations']);
      return {
        op,
        body: readCode(at, `${name}.body`, { value: fields.body, depth: depth + 1 }),
        again: register('again', fields.again),
        maxIterations: requireInteger(at(`${name}.maxIterations`), fields.maxIterations, { least: 1 }),
      };
    }
    default:
      throw refused(at(`${name}.op`), 'must be an operation of programs', op);
  }
}

function readLast(at: At, value: unknown): LastStage {
  const kind: unknown = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  const register = (field: string, given: unknown) => readRegister(at(`last.${field}`), given);
  switch (kind) {
    case 'lanes': {
      const fields = requireKeys(at('last'), value, ['kind', 'phase', 'outcomes']);
      const outcomes = listOf(at, 'last.outcomes', fields.outcomes, 64).map((item, i) => {
        const field = `last.outcomes[${i}]`;
        const outcome = requireKeys(at(field), item, ['name', 'register', 'values']);
        const values =
          outcome.values === null
            ? null
            : listOf(at, `${field}.values`, outcome.values, 256).map((v, j) =>
                requireNumber(at(`${field}.values[${j}]`), v),
              );
        return {
          name: readName(at(`${field}.name`), outcome.name),
          register: register(`outcomes[${i}].register`, outcome.register),
          values,
        };
      });
      return { kind, phase: readPhase(at, 'last.phase', fields.phase), outcomes };
    }
    case 'ddm': {
      const names = ['drift', 'threshold', 'noise', 'startingValue', 'offset', 'leak', 'nonDecisionTime'] as const;
      const fields = requireKeys(at('last'), value, ['kind', 'stream', 'name', 'timeStepSize', ...names, 'outcomes']);
      const registers = Object.fromEntries(names.map((name) => [name, register(name, fields[name])]));
      return {
        kind,
        ...readShown(at, fields),
        timeStepSize: requireNumber(at('last.timeStepSize'), fields.timeStepSize, { above: 0 }),
        ...(registers as Record<(typeof names)[number], number>),
      };
    }
    case 'race': {
      const fields = requireKeys(at('last'), value, [
        'kind',
        'race',
        'drift',
        'stream',
        'name',
        'parameters',
        'outcomes',
      ]);
      const { parameters } = fields;
      if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters)) {
        throw refused(at('last.parameters'), 'must be an object', parameters);
      }
      const entries = Object.entries(parameters).map(([name, registers]) => {
        const field = `parameters.${readName(at('last.parameters'), name)}`;
        const list = listOf(at, `last.${field}`, registers, 256);
        return [name, list.map((item, i) => register(`${field}[${i}]`, item))] as const;
      });
      return {
        kind,
        race: requireOneOf(at('last.race'), fields.race, RACES),
        drift: fields.drift === null ? null : requireOneOf(at('last.drift'), fields.drift, RATES),
        ...readShown(at, fields),
        parameters: Object.fromEntries(entries),
      };
    }
    default:
      throw refused(at('last.kind'), 'must be "lanes", "ddm" or "race"', kind);
  }
}

function readShown(
  at: At,
  fields: { readonly stream?: unknown; readonly name?: unknown; readonly outcomes?: unknown },
) {
  return {
    stream: readStream(at('last.stream'), fields.stream),
    name: readName(at('last.name'), fields.name),
    outcomes: listOf(at, 'last.outcomes', fields.outcomes, 2).map((item, i) =>
      requireOneOf(at(`last.outcomes[${i}]`), item, SHOWN),
    ),
  };
}

function listOf(at: At, name: string, value: unknown, most: number): readonly unknown[] {
  if (Array.isArray(value) && value.length <= most) return value;
  throw refused(at(name), `must be an array of at most ${most}`, value);
}

function readSpan(at: At, name: string, value: unknown): Span {
  const { first, count } = requireKeys(at(name), value, ['first', 'count']);
  return {
    first: readRegister(at(`${name}.first`), first),
    count: requireInteger(at(`${name}.count`), count, { least: 1, most: MAX_REGISTERS }),
  };
}

function readRegister(at: Checked, value: unknown): number {
  return requireInteger(at, value, { least: 0, most: MAX_REGISTERS - 1 });
}

function readStream(at: Checked, value: unknown): number {
  return requireInteger(at, value, { least: 0, most: 65_535 });
}

function readName(at: Checked, value: unknown): string {
  if (typeof value === 'string' && value.length > 0 && value.length <= LONGEST_NAME) return value;
  throw refused(at, `must be text of 1 to ${LONGEST_NAME} characters`, value);
}

function refused({ code, field }: Checked, wanted: string, got: unknown): ModelError {
  return new ModelError(code, field, `${wanted}, got ${show(got)}`);
}
