/** The fields of one line of a journal, each read as what it must be: nothing that a file says is taken on trust. */
import type { Json } from '../options.js';
import type { Choice, Distribution } from '../space/distribution.js';
import { JournalError, shown } from './journal-error.js';
import { parsePythonJson } from './python-json.js';

/** An object whose members have not been looked at. */
export type Members = Readonly<Record<string, unknown>>;

/** Names a line in errors. */
export interface Place {
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

/** One line's members, with the place that its errors name. */
export class Fields {
  readonly #members: Members;
  readonly #place: Place;

  constructor(value: unknown, place: Place) {
    this.#place = place;
    if (!isMembers(value)) throw this.#error('the line', 'a JSON object', value);
    this.#members = value;
  }

  /** Whether the member is there and not null. */
  has(name: string): boolean {
    return (this.#members[name] ?? null) !== null;
  }

  /** An integer of at least 0. */
  integer(name: string): number {
    const value = this.#members[name];
    if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
    throw this.#error(name, 'an integer of at least 0', value);
  }

  string(name: string): string {
    const value = this.#members[name];
    if (typeof value === 'string') return value;
    throw this.#error(name, 'a string', value);
  }

  /** A number, infinite ones and NaN included. */
  number(name: string): number {
    const value = this.#members[name];
    if (typeof value === 'number') return value;
    throw this.#error(name, 'a number', value);
  }

  /** Numbers, or null; absent is null. */
  numbers(name: string): readonly number[] | null {
    const value = this.#members[name] ?? null;
    if (value === null) return null;
    if (Array.isArray(value) && value.every((item) => typeof item === 'number')) return value;
    throw this.#error(name, 'null or an array of numbers', value);
  }

  /** Numbers by name; absent is none. */
  numbersByName(name: string): Readonly<Record<string, number>> {
    const value = this.#object(name);
    for (const [key, member] of Object.entries(value)) {
      if (typeof member !== 'number') throw this.#error(`${name}.${key}`, 'a number', member);
    }
    return value as Readonly<Record<string, number>>;
  }

  /** Attributes by name; absent is none. */
  attributes(name: string): Readonly<Record<string, Json>> {
    return this.#object(name) as Readonly<Record<string, Json>>;
  }

  /** A moment as text, in UTC without its offset; null where there is none. */
  moment(name: string): string | null {
    const value = this.#members[name] ?? null;
    if (value === null) return null;
    if (typeof value !== 'string') throw this.#error(name, 'null or a moment in ISO 8601', value);
    const [, local, offset] = /^(.*?)(Z|[+-]\d\d:\d\d)?$/.exec(value) as unknown as [string, string, string?];
    if (offset === undefined || offset === 'Z' || offset === '+00:00') return local;
    const shifted = Date.parse(value);
    if (Number.isNaN(shifted)) throw this.#error(name, 'null or a moment in ISO 8601', value);
    const fraction = /\.\d+/.exec(local)?.[0] ?? '';
    return `${new Date(shifted).toISOString().slice(0, 19)}${fraction}`;
  }

  /** A distribution, which is JSON within JSON. */
  distribution(name: string): Distribution {
    return this.#distribution(name, this.#members[name]);
  }

  /** Distributions by name; absent is none. */
  distributions(name: string): Readonly<Record<string, Distribution>> {
    const entries = Object.entries(this.#object(name));
    return Object.fromEntries(entries.map(([key, text]) => [key, this.#distribution(`${name}.${key}`, text)]));
  }

  /** The error of a member that is not what it must be. */
  refuse(name: string, wanted: string): never {
    throw this.#error(name, wanted, this.#members[name]);
  }

  #object(name: string): Members {
    const value = this.#members[name] ?? {};
    if (isMembers(value)) return value;
    throw this.#error(name, 'an object', value);
  }

  #distribution(name: string, text: unknown): Distribution {
    const wanted = 'the JSON text of a FloatDistribution, IntDistribution or CategoricalDistribution';
    let found: unknown;
    try {
      found = typeof text === 'string' ? parsePythonJson(text) : null;
    } catch {
      throw this.#error(name, wanted, text);
    }
    if (isDistribution(found)) return found;
    throw this.#error(name, wanted, text);
  }

  #error(name: string, wanted: string, got: unknown): JournalError {
    const { path, line } = this.#place;
    return new JournalError(name, `${path}, line ${line}: ${name} must be ${wanted}, got ${shown(got)}`);
  }
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDistribution(value: unknown): value is Distribution {
  if (!isMembers(value) || !isMembers(value.attributes)) return false;
  const { low, high, step, log, choices } = value.attributes;
  switch (value.name) {
    case 'CategoricalDistribution':
      return Array.isArray(choices) && choices.every(isChoice);
    case 'FloatDistribution':
    case 'IntDistribution':
      return [low, high].every((bound) => typeof bound === 'number') && typeof log === 'boolean' && isStep(step);
    default:
      return false;
  }
}

function isStep(value: unknown): boolean {
  return value === null || typeof value === 'number';
}

function isChoice(value: unknown): value is Choice {
  return value === null || ['boolean', 'number', 'string'].includes(typeof value);
}
