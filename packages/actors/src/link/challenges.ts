/**
 * Server nonces: each good once, and for a short time. Pure: time comes in.
 *
 * A nonce carries the time of its issue and a code that only this door can make, so that one which is out costs nothing:
 * strangers can ask for as many as they like. What is kept are those that came back.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { isNonce } from './proof.js';

/** How long a nonce is good. */
export const CHALLENGE_MS = 10_000;

const TIME_BYTES = 6;
const BODY_BYTES = 16;

/** The nonces of one door. */
export class Challenges {
  readonly #key = randomBytes(32);
  /** Those that opened the door: kept as long as they would be good. Only who knows the secret adds to them. */
  readonly #spent = new Map<string, number>();
  /** Those that came back with a wrong proof: the oldest go first. To forget one costs nothing: a wrong proof stays wrong. */
  readonly #wasted = new Set<string>();
  readonly #limit: number;

  /** @param limit wasted nonces that are remembered */
  constructor(limit = 4096) {
    this.#limit = limit;
  }

  /** How many are remembered. */
  get size(): number {
    return this.#spent.size + this.#wasted.size;
  }

  /** Makes a nonce that is good from `nowMs` on. */
  issue(nowMs: number): string {
    const body = randomBytes(BODY_BYTES);
    body.writeUIntBE(Math.floor(nowMs), 0, TIME_BYTES);
    return Buffer.concat([body, this.#code(body)]).toString('base64url');
  }

  /** Whether `nonce` is good at `nowMs`; from then on it is not. */
  redeem(nonce: string, nowMs: number): boolean {
    if (!isNonce(nonce) || this.#spent.has(nonce) || this.#wasted.has(nonce)) return false;
    const bytes = Buffer.from(nonce, 'base64url');
    const body = bytes.subarray(0, BODY_BYTES);
    // The last character of a nonce has bits to spare: without them it would be good under four names.
    if (bytes.toString('base64url') !== nonce || !timingSafeEqual(this.#code(body), bytes.subarray(BODY_BYTES))) {
      return false;
    }
    const age = Math.floor(nowMs) - body.readUIntBE(0, TIME_BYTES);
    if (age > CHALLENGE_MS) return false;
    this.#wasted.add(nonce);
    for (const oldest of this.#wasted) {
      if (this.#wasted.size <= this.#limit) break;
      this.#wasted.delete(oldest);
    }
    return true;
  }

  /** The proof that came with it was right: it will not be forgotten while it could be used again. */
  spend(nonce: string, nowMs: number): void {
    this.#wasted.delete(nonce);
    for (const [old, spentMs] of this.#spent) {
      if (nowMs - spentMs <= CHALLENGE_MS) break;
      this.#spent.delete(old);
    }
    this.#spent.set(nonce, nowMs);
  }

  #code(body: Buffer): Buffer {
    return createHmac('sha256', this.#key)
      .update(body)
      .digest()
      .subarray(0, 32 - BODY_BYTES);
  }
}
