/**
 * Looks over a frame before msgpackr may read it: one pass, no recursion, nothing allocated.
 *
 * It lets pass what our own encoder writes, within limits, and nothing else of msgpack: no other extension (msgpackr
 * would make regular expressions and errors of a peer's bytes, whatever its options), no nesting that exhausts the stack
 * of whoever walks it, no frame of which decoding makes many times its size, no big integer that takes seconds.
 */
import { malformed } from '../refs.js';

/** Nesting of a frame, the frame itself included. */
export const MAX_DEPTH = 64;

/** Values in one frame, of whatever size: each costs 8 to 50 bytes once decoded. Numbers in typed arrays do not count. */
export const MAX_VALUES = 4_000_000;

/** Bytes of one big integer: reading it takes quadratic time. */
const MAX_BIGINT_BYTES = 1_024;

/** What msgpackr writes for `undefined`, big integers, typed arrays, dates. */
const EXTENSIONS: ReadonlySet<number> = new Set([0x00, 0x42, 0x74, 0xff]);

/** Bytes of the length fields of bin and str (0xc4…, 0xd9…), of the numbers (0xca…), of fixext (0xd4…). */
const NUMBER_BYTES = [4, 8, 1, 2, 4, 8, 1, 2, 4, 8] as const;

/** Values still to come at each level of nesting; one pass at a time, so one is enough for all. */
const left = new Float64Array(MAX_DEPTH + 1);

/** @throws ActorError `ERR_MALFORMED` */
export function inspect(bytes: Buffer): void {
  const end = bytes.length;
  let at = 0;
  let depth = 0;
  let values = 0;
  left[0] = 1;
  for (;;) {
    while (left[depth] === 0) {
      if (depth === 0) return void requireEnd(at, end);
      depth -= 1;
    }
    left[depth]! -= 1;
    if (at >= end) throw unreadable('fewer bytes than it says');
    if (++values > MAX_VALUES) throw malformed('a frame', `at most ${MAX_VALUES} values`, 'more');
    const first = bytes[at++]!;
    if (first < 0x80 || first >= 0xe0) continue; // small integers
    let inside = -1;
    if (first < 0x90) inside = 2 * (first & 0x0f);
    else if (first < 0xa0) inside = first & 0x0f;
    else if (first < 0xc0) at += first & 0x1f;
    else if (first >= 0xdc) {
      const wide = (first & 1) === 1;
      inside = (first < 0xde ? 1 : 2) * unsigned(bytes, at, wide ? 4 : 2);
      at += wide ? 4 : 2;
    } else at = afterScalar(bytes, at, first);
    if (inside < 0) continue;
    if (inside > end - at) throw unreadable('fewer bytes than it says');
    if (depth === MAX_DEPTH) throw malformed('a frame', `nested at most ${MAX_DEPTH} deep`, 'deeper');
    left[++depth] = inside;
  }
}

/** Where the value that starts with `first` (0xc0 to 0xdb) ends. */
function afterScalar(bytes: Buffer, at: number, first: number): number {
  if (first === 0xc1) throw unreadable('a byte that means nothing');
  if (first < 0xc4) return at; // nil, false, true
  if (first < 0xc7) return afterSized(bytes, at, 1 << (first - 0xc4)); // bin
  if (first < 0xca) {
    const width = 1 << (first - 0xc7);
    const length = unsigned(bytes, at, width);
    return afterExtension(bytes, at + width, length);
  }
  if (first < 0xd4) return at + NUMBER_BYTES[first - 0xca]!;
  if (first < 0xd9) return afterExtension(bytes, at, 1 << (first - 0xd4));
  return afterSized(bytes, at, 1 << (first - 0xd9)); // str
}

function afterSized(bytes: Buffer, at: number, width: number): number {
  return at + width + unsigned(bytes, at, width);
}

function afterExtension(bytes: Buffer, at: number, length: number): number {
  const type = unsigned(bytes, at, 1);
  if (!EXTENSIONS.has(type)) throw malformed('a value', 'plain data', `msgpack extension ${type}`);
  if (type === 0x42 && length > MAX_BIGINT_BYTES) {
    throw malformed('a big integer', `at most ${MAX_BIGINT_BYTES} bytes long`, length);
  }
  return at + 1 + length;
}

function unsigned(bytes: Buffer, at: number, width: number): number {
  if (at + width > bytes.length) throw unreadable('fewer bytes than it says');
  if (width === 1) return bytes[at]!;
  return width === 2 ? bytes.readUInt16BE(at) : bytes.readUInt32BE(at);
}

function requireEnd(at: number, end: number): void {
  if (at !== end) throw unreadable(at < end ? 'more bytes than it says' : 'fewer bytes than it says');
}

function unreadable(got: string): Error {
  return malformed('a frame', 'msgpack', got);
}
