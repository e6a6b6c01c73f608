/**
 * References to actors, in this process or at a peer.
 *
 * A reference is plain data: it may travel inside messages and be stored. It has the shape of nact's own, so that nact
 * finds the actor by it. The name of its system holds that system's incarnation (`worker-3#8f3a…`) and its path one id
 * that is never used again: a reference can go stale, but it never points at another actor.
 */
import { ActorError } from './errors.js';
import { bindHome } from './hosts.js';

declare const MESSAGE: unique symbol;

/** A reference to an actor that takes messages of type `M`; `ActorRef<A | B>` is also an `ActorRef<A>`. */
export interface ActorRef<in M> {
  readonly type: 'actor';
  /** The name that it was spawned under: for people, not unique. */
  readonly name: string;
  readonly system: { readonly name: string };
  readonly path: { readonly parts: readonly [id: string] };
  /** Never there at run time: it ties the reference to its messages. */
  readonly [MESSAGE]?: (message: M) => void;
}

/** Any reference, where no message is going to be sent to it. */
export type AnyRef = ActorRef<never>;

/** Longest name of an actor or a system, in UTF-16 units. */
export const MAX_NAME_LENGTH = 200;

/** The reference to actor `id` of a system. */
export function makeRef<M>(systemName: string, id: string, name: string): ActorRef<M> {
  return { type: 'actor', name, system: { name: systemName }, path: { parts: [id] } };
}

/** The id of the actor within its system. */
export function idOf(ref: AnyRef): string {
  return ref.path.parts[0];
}

/** Whether two references point at the same actor. */
export function sameRef(a: AnyRef, b: AnyRef): boolean {
  return idOf(a) === idOf(b) && a.system.name === b.system.name;
}

/** One string per actor, such as `scheduler#8f3a…/a1`: a key for maps, and what logs show. */
export function refKey(ref: AnyRef): string {
  return `${ref.system.name}/${idOf(ref)}`;
}

/**
 * Reads a reference out of a peer's message, for use in decoders.
 *
 * The type of its messages is the decoder's claim: an actor at a peer decodes whatever it is sent.
 * @throws ActorError `ERR_MALFORMED` that names `field`
 */
export function decodeRef<M>(raw: unknown, field: string): ActorRef<M> {
  const { type, name, system, path } = fields(raw, field);
  if (type !== 'actor') throw malformed(`${field}.type`, "'actor'", type);
  const id = only(fields(path, `${field}.path`).parts, `${field}.path.parts`);
  const systemName = text(fields(system, `${field}.system`).name, `${field}.system.name`);
  return bindHome(makeRef<M>(systemName, id, text(name, `${field}.name`)));
}

/** The error of a decoder: what must be what, got what. */
export function malformed(field: string, expected: string, got: unknown): ActorError {
  return new ActorError('ERR_MALFORMED', `${field} must be ${expected}, got ${shown(got)}`);
}

/** A value as error texts show it: short, whatever it is. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}

function fields(raw: unknown, field: string): Record<string, unknown> {
  if (typeof raw !== 'object' || raw === null) throw malformed(field, 'a reference to an actor', raw);
  return raw as Record<string, unknown>;
}

function only(raw: unknown, field: string): string {
  if (!Array.isArray(raw) || raw.length !== 1) throw malformed(field, 'an array of one id', raw);
  return text(raw[0], `${field}[0]`);
}

function text(raw: unknown, field: string): string {
  const limit = 2 * MAX_NAME_LENGTH;
  if (typeof raw === 'string' && raw.length > 0 && raw.length <= limit) return raw;
  throw malformed(field, `a string of 1 to ${limit} characters`, raw);
}
