/** The door of a listening system: hands out challenges and lets in who proves that it knows the secret. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { ActorError } from '../errors.js';
import type { ResolvedSystemOptions } from '../options.js';
import { requireInteger } from '../options.js';
import type { Certificate } from './certificate.js';
import { createCertificate, fingerprintOf, requireCertificate } from './certificate.js';
import { Challenges } from './challenges.js';
import { CLOSE_GRACE_MS } from './link.js';
import { TLS_VERSION } from './pin.js';
import {
  CHALLENGE_PATH,
  diallerProof,
  HEADERS,
  isNonce,
  isRole,
  isSameProof,
  LINK_PATH,
  listenerProof,
} from './proof.js';
import { Refusals } from './refusals.js';
import type { SecretSource } from './secret.js';
import { resolveSecret } from './secret.js';
import { limitStrangers } from './strangers.js';

/** Where to listen, and the secret that peers must know. */
export interface ListenOptions extends SecretSource {
  /** Address to listen on: this host only, by default. */
  readonly host?: string | undefined;
  /** 0, the default, lets the operating system choose. */
  readonly port?: number | undefined;
  /**
   * Encrypts all links: `true` makes a certificate for this listener, or it is given (`createCertificate`). Diallers
   * must know its fingerprint. Without it, links are open to whoever can read or change the network's packets.
   */
  readonly tls?: boolean | Certificate | undefined;
}

/** A listening system's open door. */
export interface Listener {
  /** What a peer dials: `ws://host:port`, or `wss://host:port` where there is TLS. */
  readonly url: string;
  /** Every address that it can be reached at: several where it listens on all interfaces. */
  readonly urls: readonly string[];
  readonly port: number;
  /** SHA-256 of its certificate in hexadecimal, for diallers to pin; null without TLS. */
  readonly fingerprint: string | null;
  /** Lets nobody in any more; links that are open stay so. */
  close(): Promise<void>;
}

/** What a door needs to know, and whom it tells. */
export interface DoorOwner {
  readonly options: ResolvedSystemOptions;
  now(): number;
  /** Somebody has proved that it knows the secret. */
  admit(ws: WebSocket, socket: Socket, role: string): void;
}

/** A door, with what its system needs beside what others see. */
export interface Door extends Listener {
  setReferenced(referenced: boolean): void;
}

/** Opens a door. */
export async function openDoor(owner: DoorOwner, options: ListenOptions): Promise<Door> {
  const { host = '127.0.0.1', port = 0 } = options;
  requireInteger('port', port, 0, 65_535);
  const certificate = resolveCertificate(options.tls);
  const secret = await resolveSecret(options);
  const server = makeServer(certificate);
  const challenges = new Challenges();
  server.on('request', (request, response) => answer(request, response, () => challenges.issue(owner.now())));
  serveLinks(server, owner, (headers) => prove(headers, secret, challenges, owner.now()));
  await listening(server, host, port);
  const address = server.address() as AddressInfo;
  const scheme = certificate === null ? 'ws' : 'wss';
  const urls = reachable(address).map((at) => `${scheme}://${at.includes(':') ? `[${at}]` : at}:${address.port}`);
  return {
    url: urls[0]!,
    urls,
    port: address.port,
    fingerprint: certificate === null ? null : fingerprintOf(certificate.cert),
    setReferenced: (referenced) => void (referenced ? server.ref() : server.unref()),
    close: () =>
      new Promise((resolve) => {
        server.close(); // calls back only when the last link ends, which is not what is waited for
        server.closeAllConnections();
        setImmediate(resolve);
      }),
  };
}

function resolveCertificate(tls: boolean | Certificate | undefined): Certificate | null {
  if (tls === undefined || tls === false) return null;
  return tls === true ? createCertificate() : requireCertificate('tls', tls);
}

/** Short times and small headers for strangers. */
function makeServer(certificate: Certificate | null): Server {
  const limits = {
    headersTimeout: 5_000,
    requestTimeout: 5_000,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 4_096,
  };
  if (certificate === null) return createServer(limits);
  return createTlsServer({ ...limits, ...certificate, minVersion: TLS_VERSION, handshakeTimeout: 5_000 });
}

/** The only thing that is told to strangers: a nonce. */
function answer(request: IncomingMessage, response: ServerResponse, issue: () => string): void {
  const found = request.method === 'GET' && request.url === CHALLENGE_PATH;
  const headers = { 'content-type': 'text/plain', 'cache-control': 'no-store', connection: 'close' };
  response.writeHead(found ? 200 : 404, headers).end(found ? issue() : '');
}

interface Admission {
  readonly role: string;
  /** Our own proof, for the answer. */
  readonly proof: string;
}

/** Who may come in; null for everybody else. The nonce is used up either way. */
export function prove(
  headers: IncomingMessage['headers'],
  secret: string,
  challenges: Challenges,
  nowMs: number,
): Admission | null {
  const role = headers[HEADERS.role];
  const serverNonce = headers[HEADERS.serverNonce];
  const clientNonce = headers[HEADERS.clientNonce];
  if (!isNonce(serverNonce) || !challenges.redeem(serverNonce, nowMs)) return null;
  if (!isNonce(clientNonce) || !isRole(role)) return null;
  if (!isSameProof(diallerProof(secret, role, serverNonce, clientNonce), headers[HEADERS.proof])) return null;
  challenges.spend(serverNonce, nowMs);
  return { role, proof: listenerProof(secret, clientNonce, serverNonce) };
}

function serveLinks(
  server: Server,
  owner: DoorOwner,
  admit: (headers: IncomingMessage['headers']) => Admission | null,
) {
  const { maxPayload, logger } = owner.options;
  const admitted = new WeakMap<IncomingMessage, Admission>();
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    closeTimeout: CLOSE_GRACE_MS,
    maxPayload,
  } as ConstructorParameters<typeof WebSocketServer>[0]);
  sockets.on('headers', (headers, request) => {
    const admission = admitted.get(request);
    if (admission !== undefined) headers.push(`${HEADERS.proof}: ${admission.proof}`);
  });
  const strangers = limitStrangers(server);
  const refusals = new Refusals();
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', (error) => logger.debug({ err: error }, 'a socket failed at the door'));
    const admission = request.url === LINK_PATH ? admit(request.headers) : null;
    const from = request.socket.remoteAddress;
    if (admission === null) {
      const refusal = refusals.note(from, owner.now());
      if (refusal !== 'silent') logger.warn({ from }, REFUSED);
      if (refusal === 'report-last') logger.warn({ from }, 'too many of them from there: no more lines for a while');
      return refuse(socket, refusal === 'report' ? '401 Unauthorized' : '429 Too Many Requests');
    }
    strangers.forget(request.socket);
    admitted.set(request, admission);
    sockets.handleUpgrade(request, socket, head, (ws) => owner.admit(ws, request.socket, admission.role));
  });
}

const REFUSED = 'refused a peer that did not prove that it knows the secret';

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => socket.destroy());
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new ActorError('ERR_NO_CONNECTION', `cannot listen at ${host}:${port}: ${cause.message}`, { cause }));
    });
    server.listen(port, host, () => resolve());
  });
}

function reachable({ address }: AddressInfo): string[] {
  if (address !== '0.0.0.0' && address !== '::') return [address];
  const found = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const outside = found.filter((each) => !each.internal && each.family === 'IPv4').map((each) => each.address);
  return [...outside, '127.0.0.1'];
}
