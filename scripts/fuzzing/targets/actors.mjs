/**
 * What a stranger or a peer can send to `packages/actors`: every decoder of a link, a live system behind a link, both
 * sides of the door.
 *
 * A target is `{ name, share, make(random) -> input, run(input) -> 'accepted' | 'refused', isRefusal(error)? }`:
 * `run` may give a promise; what it throws is a refusal if `isRefusal` says so (by default, an error with a code that
 * starts with `ERR_`), else a finding. `share` is its part of all inputs. `close()`, where there is one, is called last.
 */
import { once } from 'node:events';
import { connect as connectTcp, createServer } from 'node:net';
import { Packr } from 'msgpackr';
import { createSecret, decodeRef, startSystem } from '../../../packages/actors/dist/index.js';
import { Challenges } from '../../../packages/actors/dist/link/challenges.js';
import {
  decodeFrame,
  decodeHello,
  encodeItem,
  PROTOCOL_VERSION,
  packFrame,
} from '../../../packages/actors/dist/link/items.js';
import { prove } from '../../../packages/actors/dist/link/listen.js';
import { createNonce, diallerProof, HEADERS, listenerProof } from '../../../packages/actors/dist/link/proof.js';
import { anyValue, mutateBytes, mutateValue } from '../mutate.mjs';
import { aLiveSystem } from './live-system.mjs';

const packr = new Packr({ useRecords: false, moreTypes: true });

const REF = { type: 'actor', name: 'desk', system: { name: 'w3#8f' }, path: { parts: ['a1'] } };
const HELLO = ['hello', PROTOCOL_VERSION, 'w3#8f', 4096];
/** One of each item that crosses a link. */
const ITEMS = [
  ['send', 'a1', { type: 'run', theta: Float64Array.of(0.1, -0), replyTo: REF }],
  ['send', 'a2', [1, 'é', null, 2 ** 40]],
  ['monitor', 'a1'],
  ['demonitor', 'a1'],
  ['link', 'a1', 'a7'],
  ['unlink', 'a1', 'a7'],
  ['down', 'a1', 'error', 'RangeError: no'],
  ['down', 'a1', 'normal', null],
  ['forward', 'w3#8f', ['send', 'r1', 7]],
  ['relayed', 'w3#8f', ['monitor', 'a2']],
  ['gone', 'w3#8f'],
  ['whereis', 'r1', 'desk'],
  ['found', 'r1', ['w3#8f', 'a1'], 'desk'],
  ['beat'],
  ['bye'],
];

const someItems = (random) => Array.from({ length: 1 + random.below(4) }, () => random.pick(ITEMS));
const accept = (read) => (input) => {
  read(input);
  return 'accepted';
};
const packed = (value) => {
  try {
    return packr.pack(value);
  } catch {
    return Buffer.alloc(0); // what cannot be packed cannot be sent
  }
};

export const targets = [
  {
    name: 'a frame of damaged bytes',
    share: 30,
    make: (random) => mutateBytes(random, packFrame(someItems(random).map(encodeItem))),
    run: accept(decodeFrame),
  },
  {
    name: 'a frame of random bytes',
    share: 5,
    make: (random) => random.bytes(random.size(8)),
    run: accept(decodeFrame),
  },
  {
    name: 'a frame of changed items',
    share: 25,
    make: (random) => packed(mutateValue(random, someItems(random))),
    run: accept(decodeFrame),
  },
  {
    name: 'a hello',
    share: 10,
    make: (random) => {
      const whole = packed([HELLO]);
      return random.once(2) ? mutateBytes(random, whole) : packed([mutateValue(random, HELLO)]);
    },
    run: accept(decodeHello),
  },
  {
    name: 'a reference',
    share: 10,
    make: (random) => (random.once(8) ? anyValue(random) : mutateValue(random, REF)),
    run: accept((raw) => decodeRef(raw, 'ref')),
  },
  proofTarget(),
  liveTarget(),
  doorTarget(),
  diallerTarget(),
];

/** The decision of the door: opens for the whole proof, and for nothing else. */
function proofTarget() {
  const secret = createSecret();
  const challenges = new Challenges();
  return {
    name: 'a proof at the door',
    share: 10,
    make: (random) => {
      const serverNonce = challenges.issue(0);
      const clientNonce = createNonce();
      const right = {
        [HEADERS.role]: 'worker',
        [HEADERS.serverNonce]: serverNonce,
        [HEADERS.clientNonce]: clientNonce,
        [HEADERS.proof]: diallerProof(secret, 'worker', serverNonce, clientNonce),
      };
      const name = random.pick(Object.values(HEADERS));
      switch (random.below(4)) {
        case 0:
          return { headers: right, opens: true };
        case 1:
          return { headers: { ...right, [name]: anyValue(random) }, opens: false };
        case 2: {
          const other = mutateBytes(random, Buffer.from(right[name])).toString('latin1');
          return { headers: { ...right, [name]: other }, opens: other === right[name] };
        }
        default:
          return { headers: mutateValue(random, right), opens: null };
      }
    },
    run: ({ headers, opens }) => {
      const whole = Object.values(HEADERS).every((name) => typeof headers?.[name] === 'string');
      const open = prove(Object(headers), secret, challenges, 1) !== null;
      if (opens !== null && open !== opens) throw new Error(`the door must be ${opens ? 'open' : 'shut'}`);
      if (open && !whole) throw new Error('the door must be shut for half a proof');
      return open ? 'accepted' : 'refused';
    },
  };
}

/** A peer that knows the secret and means harm: frames into a system that has actors to lose. */
function liveTarget() {
  let live = null;
  return {
    name: 'a hostile peer of a live system',
    share: 10,
    make: (random) => {
      const frames = Array.from({ length: 1 + random.below(3) }, () => {
        const items = someItems(random);
        if (random.once(3)) return packFrame(items.map(encodeItem));
        return random.once(2)
          ? packed(items.map((item) => mutateValue(random, item)))
          : mutateBytes(random, packed(items));
      });
      return { frames, greets: !random.once(10) };
    },
    run: async ({ frames, greets }) => {
      live ??= aLiveSystem();
      const open = live.receive(greets ? [packed([HELLO]), ...frames] : frames);
      await live.requireWell();
      return open ? 'accepted' : 'refused';
    },
    close: () => live?.stop(),
  };
}

/** Bytes at a real door: it may say what it likes and must hang up; whoever knows the secret is let in afterwards. */
function doorTarget() {
  let door = null;
  const open = async () => {
    const secret = createSecret();
    const system = startSystem({ name: 'door' });
    const { url, port } = await system.listen({ secret });
    return { secret, system, url, port, knocks: 0 };
  };
  const upgrade = (random) => {
    const [server, client] = [createNonce(), createNonce()];
    const lines = [
      `GET ${random.pick(['/link', '/challenge', '/', '//', '/link?x'])} HTTP/1.1`,
      'host: x',
      'connection: upgrade',
      'upgrade: websocket',
      'sec-websocket-version: 13',
      'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
      `${HEADERS.role}: worker`,
      `${HEADERS.serverNonce}: ${server}`,
      `${HEADERS.clientNonce}: ${client}`,
      `${HEADERS.proof}: ${createNonce()}`,
    ];
    return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
  };
  return {
    name: 'bytes at a real door',
    share: 0.3,
    make: (random) => (random.once(8) ? upgrade(random) : mutateBytes(random, upgrade(random))),
    run: async (bytes) => {
      door ??= await open();
      const socket = connectTcp(door.port, '127.0.0.1');
      let heard = '';
      socket.on('data', (chunk) => {
        heard += chunk.toString('latin1');
      });
      socket.on('error', () => undefined);
      socket.end(bytes);
      await once(socket, 'close');
      if (heard.includes(' 101 ')) throw new Error('the door must be shut');
      door.knocks += 1;
      if (door.knocks % 500 === 0) {
        const guest = startSystem({ name: 'guest' });
        await guest.connect(door.url, { secret: door.secret });
        await guest.stop();
      }
      return heard.includes(' 200 ') ? 'accepted' : 'refused';
    },
    close: () => door?.system.stop(),
  };
}

/** A listener that answers whatever it likes: whoever dials it must get an error with a code, and soon. */
function diallerTarget() {
  let impostor = null;
  const open = async () => {
    const answers = { challenge: Buffer.alloc(0), upgrade: Buffer.alloc(0) };
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (request) => {
        socket.end(request.includes('GET /challenge') ? answers.challenge : answers.upgrade);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
      answers,
      server,
      system: startSystem({ name: 'dialler' }),
      url: `ws://127.0.0.1:${server.address().port}`,
    };
  };
  const secret = createSecret();
  return {
    name: 'answers of a hostile listener',
    share: 0.2,
    make: (random) => {
      const nonce = createNonce();
      const challenge = Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: 43\r\nconnection: close\r\n\r\n${nonce}`);
      const head = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n';
      const proof = random.once(2) ? createNonce() : listenerProof(secret, createNonce(), nonce);
      const upgrade = Buffer.from(`${head}sec-websocket-accept: x\r\n${HEADERS.proof}: ${proof}\r\n\r\n`);
      return {
        challenge: random.once(3) ? mutateBytes(random, challenge) : challenge,
        upgrade: mutateBytes(random, upgrade),
      };
    },
    run: async (answers) => {
      impostor ??= await open();
      Object.assign(impostor.answers, answers);
      await impostor.system.connect(impostor.url, { secret, timeoutMs: 2_000 });
      throw new Error('the dialler must refuse a listener that does not know the secret');
    },
    close: async () => {
      impostor?.server.close();
      await impostor?.system.stop();
    },
  };
}
