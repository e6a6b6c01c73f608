/**
 * What crosses a link: frames, each a msgpack array of items. `decodeFrame` is the only way in.
 *
 * The first frame each way is one `hello`; nothing else comes before it, and it comes once. Actors are named by their ids
 * within the receiver's system, so that nothing can be addressed to an earlier incarnation.
 */
import { Packr } from 'msgpackr';
import type { DownReason } from '../down.js';
import { DOWN_REASONS } from '../down.js';
import { ActorError } from '../errors.js';
import { MAX_NAME_LENGTH, malformed } from '../refs.js';
import { inspect } from './inspect.js';

/** Raised by one whenever an item changes shape; a peer that says another is refused. */
export const PROTOCOL_VERSION = 2;

/** Introduces a system: its name with incarnation, and the largest frame that it accepts. */
export type Hello = readonly ['hello', version: number, systemName: string, maxPayload: number];

/** Items about one actor of the receiver, or of the sender (`down`). */
export type ActorItem =
  | readonly ['send', to: string, message: unknown]
  /** Answered by exactly one `down`, unless `demonitor` comes first or the link ends. */
  | readonly ['monitor', id: string]
  | readonly ['demonitor', id: string]
  /** An actor of the sender links itself to one of the receiver, or takes that back. */
  | readonly ['link' | 'unlink', to: string, from: string]
  | readonly ['down', id: string, reason: DownReason, error: string | null];

/** Where an actor is: at the sender, or at a peer of its. */
export type Place = readonly [systemName: string, id: string];

/** Every item but `hello`. */
export type LinkItem =
  | ActorItem
  /** Asks the receiver to pass an item on to another system that it is linked to. */
  | readonly ['forward', target: string, item: ActorItem]
  /** An item passed on; `origin` is vouched for by the sender. */
  | readonly ['relayed', origin: string, item: ActorItem]
  /** The sender passes nothing on to that system, because no link leads there (any more). */
  | readonly ['gone', systemName: string]
  /** Answered by `found` with the same port. */
  | readonly ['whereis', port: string, name: string]
  | readonly ['found', port: string, place: Place | null, name: string]
  | readonly ['beat']
  /** The last item of a link that is closed on purpose. */
  | readonly ['bye'];

/** Longest text of an error that crosses a link. */
export const MAX_ERROR_LENGTH = 2_000;

const MAX_SYSTEM_NAME_LENGTH = MAX_NAME_LENGTH + 32;
const MAX_ID_LENGTH = 32;

// Without records (they hold state, and their readers are compiled), without cyclic references, typed arrays as such.
const packr = Object.assign(new Packr({ useRecords: false, moreTypes: true, structuredClone: false }), {
  /** msgpackr's way to write a function; by default it writes `undefined` and says nothing. */
  writeFunction(): never {
    throw new TypeError('a function');
  },
});

/** Encodes one item; the bytes stay valid, and later changes of what went in do not show. */
export function encodeItem(item: LinkItem | Hello): Buffer {
  try {
    const bytes = packr.pack(item);
    inspect(bytes); // what the peer would refuse is refused here, where it is known who sent it
    return bytes;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const text = `a message for a peer must be plain data, got what msgpack refuses: ${why}`;
    throw new ActorError('ERR_UNENCODABLE', text, { cause });
  }
}

/** Bytes that a frame has beside its items. */
export const FRAME_HEADER_BYTES = 5;

/** Puts encoded items into one frame. */
export function packFrame(items: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(FRAME_HEADER_BYTES);
  header[0] = 0xdd; // msgpack: array with a 32-bit length
  header.writeUInt32BE(items.length, 1);
  return Buffer.concat([header, ...items]);
}

/** Reads a frame. @throws ActorError `ERR_MALFORMED` that names the field */
export function decodeFrame(frame: Buffer): LinkItem[] {
  return unpackArray(frame).map((raw, index) => decodeItem(raw, `item[${index}]`));
}

/** Longest first frame: until a peer has said who it is, nothing large is read. */
export const MAX_HELLO_BYTES = 1_024;

/** Reads the first frame. @throws ActorError `ERR_MALFORMED`, or `ERR_PROTOCOL_VERSION` for another version */
export function decodeHello(frame: Buffer): Hello {
  if (frame.length > MAX_HELLO_BYTES) {
    throw malformed('the first frame', `at most ${MAX_HELLO_BYTES} bytes long`, frame.length);
  }
  const items = unpackArray(frame);
  if (items.length !== 1) throw malformed('the first frame', 'one hello', items);
  const item = array(items[0], 'hello');
  if (item[0] !== 'hello') throw malformed('hello[0]', "'hello'", item[0]);
  if (item[1] !== PROTOCOL_VERSION) {
    const got = Number.isSafeInteger(item[1]) ? item[1] : 'none';
    throw new ActorError(
      'ERR_PROTOCOL_VERSION',
      `the peer's link protocol must be version ${PROTOCOL_VERSION}, got ${got}`,
    );
  }
  const maxPayload = item[3];
  if (typeof maxPayload !== 'number' || !Number.isSafeInteger(maxPayload) || maxPayload < 1024) {
    throw malformed('hello.maxPayload', 'an integer of at least 1024', maxPayload);
  }
  return ['hello', PROTOCOL_VERSION, systemName(item[2], 'hello.systemName'), maxPayload];
}

function unpackArray(frame: Buffer): readonly unknown[] {
  inspect(frame);
  let raw: unknown;
  try {
    raw = packr.unpack(frame);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ActorError('ERR_MALFORMED', `a frame must be msgpack, got what cannot be read: ${why}`, { cause });
  }
  return array(raw, 'a frame');
}

function decodeItem(raw: unknown, field: string): LinkItem {
  const item = array(raw, field);
  switch (item[0]) {
    case 'forward':
    case 'relayed':
      sized(item, 3, field);
      return [item[0], systemName(item[1], `${field}.systemName`), decodeActorItem(item[2], `${field}.item`)];
    case 'gone':
      sized(item, 2, field);
      return ['gone', systemName(item[1], `${field}.systemName`)];
    case 'whereis':
      sized(item, 3, field);
      return ['whereis', id(item[1], `${field}.port`), text(item[2], `${field}.name`, MAX_NAME_LENGTH)];
    case 'found': {
      sized(item, 4, field);
      const found = item[2] === null ? null : place(item[2], `${field}.place`);
      return ['found', id(item[1], `${field}.port`), found, text(item[3], `${field}.name`, MAX_NAME_LENGTH)];
    }
    case 'beat':
    case 'bye':
      sized(item, 1, field);
      return [item[0]];
    default:
      return decodeActorItem(item, field);
  }
}

function decodeActorItem(raw: unknown, field: string): ActorItem {
  const item = array(raw, field);
  switch (item[0]) {
    case 'send':
      sized(item, 3, field);
      return ['send', id(item[1], `${field}.to`), item[2]];
    case 'monitor':
    case 'demonitor':
      sized(item, 2, field);
      return [item[0], id(item[1], `${field}.id`)];
    case 'link':
    case 'unlink':
      sized(item, 3, field);
      return [item[0], id(item[1], `${field}.to`), id(item[2], `${field}.from`)];
    case 'down': {
      sized(item, 4, field);
      const error = item[3] === null ? null : text(item[3], `${field}.error`, MAX_ERROR_LENGTH);
      return ['down', id(item[1], `${field}.id`), reason(item[2], `${field}.reason`), error];
    }
    default:
      throw malformed(`${field}[0]`, 'the name of a link item', item[0]);
  }
}

function array(raw: unknown, field: string): readonly unknown[] {
  if (Array.isArray(raw)) return raw;
  throw malformed(field, 'an array', raw);
}

function sized(item: readonly unknown[], length: number, field: string): void {
  if (item.length !== length) throw malformed(field, `an array of ${length}`, item);
}

function text(raw: unknown, field: string, limit: number): string {
  if (typeof raw === 'string' && raw.length > 0 && raw.length <= limit) return raw;
  throw malformed(field, `a string of 1 to ${limit} characters`, raw);
}

function id(raw: unknown, field: string): string {
  return text(raw, field, MAX_ID_LENGTH);
}

function place(raw: unknown, field: string): Place {
  const pair = array(raw, field);
  sized(pair, 2, field);
  return [systemName(pair[0], `${field}.systemName`), id(pair[1], `${field}.id`)];
}

function systemName(raw: unknown, field: string): string {
  const name = text(raw, field, MAX_SYSTEM_NAME_LENGTH);
  if (/^[^#]+#[0-9a-f]+$/u.test(name)) return name;
  throw malformed(field, 'a name, #, and an incarnation in hexadecimal', raw);
}

function reason(raw: unknown, field: string): DownReason {
  const known = DOWN_REASONS.find((each) => each === raw);
  if (known !== undefined) return known;
  throw malformed(field, `one of ${DOWN_REASONS.join(', ')}`, raw);
}
