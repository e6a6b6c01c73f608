/** Options of an actor system. */
import type { Logger } from 'pino';
import { pino } from 'pino';
import { ActorError } from './errors.js';
import { MAX_NAME_LENGTH, shown } from './refs.js';

/** Options of an actor system. Durations are in milliseconds, sizes in bytes. */
export interface SystemOptions {
  /** For people and logs: 1 to 200 characters, none of them `#`. An incarnation is added, so it need not be unique. */
  readonly name: string;
  /** Where it logs; nowhere by default. */
  readonly logger?: Logger | undefined;
  /** How often a silent link says that it is alive. */
  readonly heartbeatMs?: number | undefined;
  /** Silence of a peer after which its link is declared lost; at least `heartbeatMs`. */
  readonly silenceMs?: number | undefined;
  /** Largest frame that is accepted from a peer once it has proved that it knows the secret. */
  readonly maxPayload?: number | undefined;
  /** Bytes that may wait for one peer; beyond, its link is declared lost, so that memory stays bounded. */
  readonly highWaterBytes?: number | undefined;
}

/** Options with nothing left open. */
export type ResolvedSystemOptions = Readonly<Required<{ [K in keyof SystemOptions]: NonNullable<SystemOptions[K]> }>>;

/** What is taken where an option is absent. */
export const SYSTEM_DEFAULTS = {
  heartbeatMs: 1_000,
  silenceMs: 3_000,
  maxPayload: 64 * 1024 * 1024,
  highWaterBytes: 128 * 1024 * 1024,
} as const;

/** Fills in defaults and checks everything; an option that is `undefined` counts as absent. */
export function resolveSystemOptions(options: SystemOptions): ResolvedSystemOptions {
  const resolved = {
    name: options.name,
    logger: options.logger ?? pino({ level: 'silent' }),
    heartbeatMs: options.heartbeatMs ?? SYSTEM_DEFAULTS.heartbeatMs,
    silenceMs: options.silenceMs ?? SYSTEM_DEFAULTS.silenceMs,
    maxPayload: options.maxPayload ?? SYSTEM_DEFAULTS.maxPayload,
    highWaterBytes: options.highWaterBytes ?? SYSTEM_DEFAULTS.highWaterBytes,
  };
  requireName('name', resolved.name);
  if (resolved.name.includes('#')) {
    throw new ActorError('ERR_OPTION', `name must be free of '#', got ${shown(resolved.name)}`);
  }
  requireInteger('heartbeatMs', resolved.heartbeatMs, 4, MAX_TIMER_MS);
  requireInteger('silenceMs', resolved.silenceMs, resolved.heartbeatMs, MAX_TIMER_MS);
  requireInteger('maxPayload', resolved.maxPayload, 1024, 0x7fffffff);
  requireInteger('highWaterBytes', resolved.highWaterBytes, 1024);
  return resolved;
}

/** Longest delay that Node's timers keep; longer ones fire at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** Refuses what is not an integer in [min, max]. */
export function requireInteger(field: string, value: unknown, min: number, max = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max) return;
  throw new ActorError('ERR_OPTION', `${field} must be an integer in [${min}, ${max}], got ${shown(value)}`);
}

/** Refuses what is not a duration above 0; `Infinity` is one. */
export function requireDuration(field: string, value: unknown): void {
  if (typeof value === 'number' && value > 0) return;
  throw new ActorError('ERR_OPTION', `${field} must be a number of milliseconds above 0, got ${shown(value)}`);
}

/** Refuses what cannot be the name of an actor or a system. Any character will do: names never become paths. */
export function requireName(field: string, value: unknown): void {
  if (typeof value === 'string' && value.length > 0 && value.length <= MAX_NAME_LENGTH) return;
  throw new ActorError(
    'ERR_OPTION',
    `${field} must be a string of 1 to ${MAX_NAME_LENGTH} characters, got ${shown(value)}`,
  );
}

/** Refuses a value that is not one of those known; `undefined` is left to defaults. */
export function requireOneOf(field: string, value: string | undefined, known: readonly string[]): void {
  if (value === undefined || known.includes(value)) return;
  throw new ActorError('ERR_OPTION', `${field} must be one of ${known.join(', ')}, got ${shown(value)}`);
}

/** Refuses an option that nobody knows. `what` completes "options of …". */
export function requireKnown(what: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new ActorError('ERR_OPTION', `options of ${what} must be among ${known.join(', ')}, got ${shown(unknown)}`);
}
