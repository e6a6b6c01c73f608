/** Knocks at a listener's door: gets a challenge, proves that we know the secret, and checks that the listener does. */
import type { IncomingMessage } from 'node:http';
import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { ActorError } from '../errors.js';
import { shown } from '../refs.js';
import { CLOSE_GRACE_MS } from './link.js';
import type { CreateConnection } from './pin.js';
import { pinnedConnection } from './pin.js';
import {
  CHALLENGE_PATH,
  createNonce,
  diallerProof,
  HEADERS,
  isNonce,
  isSameProof,
  LINK_PATH,
  listenerProof,
} from './proof.js';

/** What dialling needs to know. */
export interface DialOptions {
  readonly secret: string;
  readonly role: string;
  readonly maxPayload: number;
  /** What the listener's certificate must be, in hexadecimal; null leaves it to the system's authorities. */
  readonly fingerprint: string | null;
  /** Ends the attempt. */
  readonly signal: AbortSignal;
}

/**
 * Takes over a socket whose other end has proved that it knows the secret. It must listen for frames before it returns:
 * the first may have come with the last packet of the handshake.
 */
export type Adopt<T> = (ws: WebSocket, socket: Socket) => T | Promise<T>;

/**
 * Opens a WebSocket at `url` (`ws://` or `wss://`), and resolves with what `adopt` makes of it.
 *
 * @throws ActorError (rejects) `ERR_OPTION`, `ERR_NO_CONNECTION`, `ERR_UNAUTHORIZED`, `ERR_IMPOSTOR`, or the reason of
 *   `signal`
 */
export async function dial<T>(url: string, options: DialOptions, adopt: Adopt<T>): Promise<T> {
  const base = parse(url, options.fingerprint !== null);
  const connection = options.fingerprint === null ? null : pinnedConnection(options.fingerprint, options.signal);
  const serverNonce = await challenge(base, connection, options.signal);
  return upgrade({ base, connection, serverNonce, ...options }, adopt);
}

/** No downgrade: who was given a fingerprint does not speak in the open. */
function parse(url: string, encrypted: boolean): URL {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed?.protocol === 'wss:' || (parsed?.protocol === 'ws:' && !encrypted)) return parsed;
  const expected = encrypted ? 'wss://host:port where there is a fingerprint' : 'ws://host:port or wss://host:port';
  throw new ActorError('ERR_OPTION', `url must be ${expected}, got ${shown(url)}`);
}

type Connection = ReturnType<typeof pinnedConnection> | null;

function challenge(base: URL, connection: Connection, signal: AbortSignal): Promise<string> {
  const url = new URL(CHALLENGE_PATH, base);
  url.protocol = base.protocol === 'wss:' ? 'https:' : 'http:';
  const get = url.protocol === 'https:' ? httpsGet : httpGet;
  const own = connection === null ? { agent: false } : { createConnection: connection as CreateConnection };
  return new Promise((resolve, reject) => {
    const request = get(url, { ...own, signal }, (response) => {
      let text = '';
      response.setEncoding('latin1');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > 1024) request.destroy(new Error('the answer is too long for a challenge'));
      });
      response.on('error', (error) => reject(unreachable(base, error, signal)));
      response.on('end', () => {
        if (response.statusCode === 200 && isNonce(text)) resolve(text);
        else reject(unreachable(base, new Error(`it gives no challenge (status ${response.statusCode})`), signal));
      });
    });
    request.on('error', (error) => reject(unreachable(base, error, signal)));
  });
}

interface Attempt extends DialOptions {
  readonly base: URL;
  readonly connection: Connection;
  readonly serverNonce: string;
}

function upgrade<T>(attempt: Attempt, adopt: Adopt<T>): Promise<T> {
  const { base, connection, serverNonce, secret, role, maxPayload, signal } = attempt;
  const clientNonce = createNonce();
  const ws = new WebSocket(new URL(LINK_PATH, base), {
    perMessageDeflate: false,
    closeTimeout: CLOSE_GRACE_MS,
    maxPayload,
    followRedirects: false,
    ...(connection === null ? {} : { createConnection: connection }),
    headers: {
      [HEADERS.role]: role,
      [HEADERS.serverNonce]: serverNonce,
      [HEADERS.clientNonce]: clientNonce,
      [HEADERS.proof]: diallerProof(secret, role, serverNonce, clientNonce),
    },
  } as ConstructorParameters<typeof WebSocket>[2]);
  return new Promise((resolve, reject) => {
    let socket: Socket;
    const fail = (error: Error): void => {
      signal.removeEventListener('abort', aborted);
      ws.on('error', () => undefined); // terminating a socket that is still connecting is an error to ws
      ws.terminate();
      reject(error);
    };
    const aborted = (): void => fail(signal.reason as Error);
    signal.addEventListener('abort', aborted);
    ws.once('upgrade', (response: IncomingMessage) => {
      socket = response.socket;
      const proof = response.headers[HEADERS.proof];
      if (isSameProof(listenerProof(secret, clientNonce, serverNonce), proof)) return;
      fail(new ActorError('ERR_IMPOSTOR', `the listener at ${base.href} did not prove that it knows the secret`));
    });
    ws.once('unexpected-response', (_request, response) => fail(refused(base, response)));
    ws.once('error', (error) => fail(unreachable(base, error, signal)));
    ws.once('open', () => {
      signal.removeEventListener('abort', aborted);
      ws.removeAllListeners();
      resolve(adopt(ws, socket));
    });
  });
}

function refused(base: URL, response: IncomingMessage): ActorError {
  response.resume();
  if (response.statusCode === 401) {
    return new ActorError('ERR_UNAUTHORIZED', `the listener at ${base.href} refused us: its secret is another one`);
  }
  if (response.statusCode === 429) {
    const text = `the listener at ${base.href} refused us, like too many before us: its secret is another one`;
    return new ActorError('ERR_UNAUTHORIZED', text);
  }
  const text = `${base.href} must open a link, got HTTP status ${response.statusCode}`;
  return new ActorError('ERR_NO_CONNECTION', text);
}

function unreachable(base: URL, cause: Error, signal: AbortSignal): Error {
  if (signal.aborted) return signal.reason as Error;
  if (cause instanceof ActorError) return cause;
  return new ActorError('ERR_NO_CONNECTION', `no link could be made to ${base.href}: ${cause.message}`, { cause });
}
