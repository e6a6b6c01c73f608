/** The one way in for bytes of a peer: refuses by field, never throws anything but an ActorError. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { ActorError } from '../../src/index.js';
import { inspect } from '../../src/link/inspect.js';
import type { LinkItem } from '../../src/link/items.js';
import { decodeFrame, decodeHello, encodeItem, PROTOCOL_VERSION, packFrame } from '../../src/link/items.js';

const packr = new Packr({ useRecords: false, moreTypes: true, structuredClone: false });
const frame = (...items: unknown[]): Buffer => packr.pack(items);

/** One of each. */
const ITEMS: readonly LinkItem[] = [
  ['send', 'a1', { theta: Float64Array.of(0.1, -0), nested: [null, 'é', 2 ** 40] }],
  ['monitor', 'a1'],
  ['demonitor', 'a1'],
  ['link', 'a1', 'a7'],
  ['unlink', 'a1', 'a7'],
  ['down', 'a1', 'shutdown', null],
  ['down', 'a1', 'error', 'RangeError: no'],
  ['down', 'a1', 'normal', null],
  ['forward', 'w3#8f', ['send', 'r1', 7]],
  ['relayed', 'w3#8f', ['monitor', 'a2']],
  ['gone', 'w3#8f'],
  ['whereis', 'r1', 'scheduler'],
  ['found', 'r1', ['w3#8f', 'a1'], 'scheduler'],
  ['found', 'r1', null, 'nobody'],
  ['beat'],
  ['bye'],
];

describe('a frame', () => {
  it('brings every item back as it was', () => {
    expect(decodeFrame(packFrame(ITEMS.map(encodeItem)))).toEqual(ITEMS);
    expect(decodeFrame(packFrame([]))).toEqual([]);
  });

  it('holds what the message was when it was encoded, not what it became', () => {
    const message = { value: 1 };
    const encoded = encodeItem(['send', 'a1', message]);
    message.value = 2;
    for (let i = 0; i < 10_000; i += 1) encodeItem(['send', 'a2', { filler: i }]);
    expect(decodeFrame(packFrame([encoded]))).toEqual([['send', 'a1', { value: 1 }]]);
  });

  it.each([
    ['an object', packr.pack({ a: 1 }), 'a frame must be an array, got an object'],
    ['an item that is no array', frame('send'), 'item[0] must be an array, got "send"'],
    ['an unknown item', frame(['beat'], ['exec', 'rm']), 'item[1][0] must be the name of a link item, got "exec"'],
    ['a second hello', frame(['hello', 1, 'x#1', 4096]), 'item[0][0] must be the name of a link item, got "hello"'],
    ['a short item', frame(['send', 'a1']), 'item[0] must be an array of 3, got an array of 2'],
    ['a long beat', frame(['beat', 1]), 'item[0] must be an array of 1, got an array of 2'],
    ['a numeric id', frame(['send', 7, 1]), 'item[0].to must be a string of 1 to 32 characters, got 7'],
    ['a long id', frame(['monitor', 'x'.repeat(33)]), 'item[0].id must be a string of 1 to 32 characters'],
    ['an unknown reason', frame(['down', 'a1', 'tired', null]), 'item[0].reason must be one of normal, error'],
    ['a long error', frame(['down', 'a1', 'error', 'x'.repeat(2_001)]), 'item[0].error must be a string of 1 to 2000'],
    ['no incarnation', frame(['gone', 'w3']), 'item[0].systemName must be a name, #, and an incarnation'],
    ['a relay in a relay', frame(['forward', 'a#1', ['forward', 'b#1', ['beat']]]), 'item[0].item[0] must be the name'],
    ['a beat to be forwarded', frame(['forward', 'a#1', ['beat']]), 'item[0].item[0] must be the name of a link item'],
    ['a found number', frame(['found', 'r1', 3, 'x']), 'item[0].place must be an array, got 3'],
  ])('with %s is refused by field', (_what, bytes, text) => {
    expect(() => decodeFrame(bytes)).toThrow(text);
    expect(() => decodeFrame(bytes)).toThrow(ActorError);
  });

  it.each([
    ['truncated bytes', packFrame(ITEMS.map(encodeItem)).subarray(0, 40)],
    ['trailing bytes', Buffer.concat([frame(['beat']), Buffer.of(1)])],
    ['no bytes', Buffer.alloc(0)],
    ['a huge array header', Buffer.of(0xdd, 0xff, 0xff, 0xff, 0xff)],
    ['a million nested arrays', Buffer.alloc(1_000_000, 0x91)],
  ])('of %s is refused', (_what, bytes) => {
    expect(() => decodeFrame(bytes)).toThrow(ActorError);
  });

  it.each([
    ['a regular expression', Buffer.of(0xc7, 0, 0x78, 0x92, 0xa1, 0x61, 0xa0), 'msgpack extension 120'],
    ['an error', Buffer.of(0xd4, 0x65, 0, 0x93, 0xa1, 0x61, 0xa0, 0xc0), 'msgpack extension 101'],
    ['a reference', Buffer.of(0xd6, 0x70, 0, 0, 0, 1), 'msgpack extension 112'],
    ['a record', Buffer.of(0xd5, 0x72, 0x40, 0, 0x91, 0xa1, 0x61), 'msgpack extension 114'],
    ['a big integer of a megabyte', bytesOf(0xc9, 1 << 20, 0x42), 'a big integer must be at most 1024 bytes long'],
    ['deep nesting', Buffer.alloc(100, 0x91), 'a frame must be nested at most 64 deep, got "deeper"'],
    ['more values than bytes', Buffer.of(0xdd, 0, 1, 0, 0, 0xc0), 'got "fewer bytes than it says"'],
    ['five million values', bytesOf(0xdd, 5_000_000), 'a frame must be at most 4000000 values'],
  ])('with %s is refused before it is decoded', (_what, bytes, text) => {
    expect(() => decodeFrame(bytes)).toThrow(
      expect.objectContaining({ code: 'ERR_MALFORMED', message: expect.stringContaining(text) }),
    );
  });

  it('is looked over as msgpackr reads it: what one takes to its end, so does the other', () => {
    const plain = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.oneof(fc.integer(), fc.double(), fc.string({ maxLength: 300 }), fc.boolean(), fc.constant(null)),
        fc.oneof(fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }), fc.date({ noInvalidDate: true })),
        fc.oneof(fc.float64Array(), fc.uint8Array({ maxLength: 300 }), fc.int32Array(), fc.constant(undefined)),
        fc.array(tie('value'), { maxLength: 20 }),
        fc.dictionary(fc.string({ maxLength: 40 }), tie('value'), { maxKeys: 18 }),
      ),
    }));
    fc.assert(
      fc.property(plain.value, fc.nat(), (value, cut) => {
        const bytes = Buffer.from(packr.pack(value));
        inspect(bytes);
        expect(() => inspect(bytes.subarray(0, cut % bytes.length))).toThrow('a frame must be msgpack');
        expect(() => inspect(Buffer.concat([bytes, Buffer.of(0)]))).toThrow('more bytes than it says');
      }),
      { numRuns: 3_000, seed: 3 },
    );
  });

  it('of random bytes, and of real frames with random damage, is read or refused, never worse', () => {
    const good = packFrame(ITEMS.map(encodeItem));
    const damage = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    const check = (bytes: Buffer): void => {
      try {
        decodeFrame(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(ActorError);
      }
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => check(Buffer.from(bytes))),
      { numRuns: 5_000, seed: 1 },
    );
    fc.assert(
      fc.property(damage, (edits) => {
        const bytes = Buffer.from(good);
        for (const [at, value] of edits) bytes[at] = value;
        check(bytes);
      }),
      { numRuns: 5_000, seed: 2 },
    );
  });
});

describe('a message for a peer', () => {
  it.each([
    ['a function', { call: () => 1 }],
    ['a symbol', { mark: Symbol('x') }],
    ['a cycle', cyclic()],
    ['a regular expression', /x/],
    ['an error', new Error('x')],
    ['a set', new Set([1])],
    ['deep nesting', nested(64)],
  ])('with %s is refused where it is sent, and the link lives', (_what, message) => {
    expect(() => encodeItem(['send', 'a1', message])).toThrow(
      expect.objectContaining({ code: 'ERR_UNENCODABLE', message: expect.stringContaining('must be plain data') }),
    );
  });
});

describe('hello', () => {
  const hello = (...rest: unknown[]) => frame(['hello', ...rest]);

  it('is read', () => {
    expect(decodeHello(hello(PROTOCOL_VERSION, 'w3#8f', 4096))).toEqual(['hello', PROTOCOL_VERSION, 'w3#8f', 4096]);
  });

  it.each([
    ['another version', hello(99, 'w3#8f', 4096), 'ERR_PROTOCOL_VERSION', 'must be version 2, got 99'],
    ['no version', hello('x', 'w3#8f', 4096), 'ERR_PROTOCOL_VERSION', 'must be version 2, got none'],
    ['no name', hello(PROTOCOL_VERSION, '', 4096), 'ERR_MALFORMED', 'hello.systemName must be a string'],
    ['no limit', hello(PROTOCOL_VERSION, 'w3#8f'), 'ERR_MALFORMED', 'hello.maxPayload must be an integer'],
    [
      'company',
      frame(['hello', PROTOCOL_VERSION, 'w3#8f', 4096], ['beat']),
      'ERR_MALFORMED',
      'the first frame must be one hello',
    ],
    ['something else', frame(['send', 'a1', 1]), 'ERR_MALFORMED', 'hello[0] must be \'hello\', got "send"'],
  ])('with %s is refused', (_what, bytes, code, text) => {
    expect(() => decodeHello(bytes)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(text) }));
  });
});

/** A header with a 32-bit length, a type where it has one, and that many zero bytes. */
function bytesOf(header: number, length: number, ...type: number[]): Buffer {
  const bytes = Buffer.alloc(5 + type.length + length);
  bytes[0] = header;
  bytes.writeUInt32BE(length, 1);
  bytes.set(type, 5);
  return bytes;
}

function nested(depth: number): unknown {
  return depth === 0 ? null : [nested(depth - 1)];
}

function cyclic(): object {
  const ring: Record<string, unknown> = {};
  ring.self = ring;
  return ring;
}
