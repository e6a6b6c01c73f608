/**
 * How each side proves to the other that it knows the secret, in the headers of the WebSocket upgrade.
 *
 *     dialler                                                        listener
 *       GET /challenge                                        ---->
 *                                                             <----  server nonce, good once and for 10 s
 *       role, both nonces, HMAC(role | server | client nonce) ---->  401 unless it is right
 *       nothing is sent unless it is right                    <----  101, HMAC(client | server nonce)
 *
 * Neither proof can be mistaken for the other: a role is never as long as a nonce.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Names of the headers. */
export const HEADERS = {
  role: 'x-actors-role',
  serverNonce: 'x-actors-server-nonce',
  clientNonce: 'x-actors-client-nonce',
  proof: 'x-actors-proof',
} as const;

/** Where the server nonce is asked for. */
export const CHALLENGE_PATH = '/challenge';

/** Where the link is opened. */
export const LINK_PATH = '/link';

const NONCE = /^[A-Za-z0-9_-]{43}$/;
const ROLE = /^[a-z][a-z-]{0,31}$/;

/** A fresh nonce. */
export function createNonce(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether it has the form of a nonce. */
export function isNonce(value: unknown): value is string {
  return typeof value === 'string' && NONCE.test(value);
}

/** Whether it has the form of a role. */
export function isRole(value: unknown): value is string {
  return typeof value === 'string' && ROLE.test(value);
}

/** Proof of the side that dials. */
export function diallerProof(secret: string, role: string, serverNonce: string, clientNonce: string): string {
  return hmac(secret, `${role}|${serverNonce}|${clientNonce}`);
}

/** Proof of the side that listens. */
export function listenerProof(secret: string, clientNonce: string, serverNonce: string): string {
  return hmac(secret, `${clientNonce}|${serverNonce}`);
}

/** Compares proofs in a time that does not depend on where they differ. */
export function isSameProof(expected: string, got: unknown): boolean {
  if (typeof got !== 'string' || got.length !== expected.length) return false;
  return timingSafeEqual(Buffer.from(expected, 'latin1'), Buffer.from(got, 'latin1'));
}

function hmac(secret: string, text: string): string {
  return createHmac('sha256', Buffer.from(secret, 'base64url')).update(text).digest('base64url');
}
