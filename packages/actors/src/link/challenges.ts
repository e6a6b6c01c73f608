/** The server nonces that are out: each good once, and for a short time. Pure: time comes in. */
import { createNonce } from './proof.js';

/** How long a nonce is good. */
export const CHALLENGE_MS = 10_000;

/** A table that cannot be made to grow: the oldest go when more are out. */
export class Challenges {
  readonly #issued = new Map<string, number>();
  readonly #limit: number;

  /** @param limit nonces that may be out at one time */
  constructor(limit = 4096) {
    this.#limit = limit;
  }

  /** How many are out, good or not. */
  get size(): number {
    return this.#issued.size;
  }

  /** Makes a nonce that is good from `nowMs` on. */
  issue(nowMs: number): string {
    for (const [nonce, issuedMs] of this.#issued) {
      if (nowMs - issuedMs <= CHALLENGE_MS && this.#issued.size < this.#limit) break;
      this.#issued.delete(nonce);
    }
    const nonce = createNonce();
    this.#issued.set(nonce, nowMs);
    return nonce;
  }

  /** Whether `nonce` is good at `nowMs`; from then on it is not. */
  redeem(nonce: string, nowMs: number): boolean {
    const issuedMs = this.#issued.get(nonce);
    this.#issued.delete(nonce);
    return issuedMs !== undefined && nowMs - issuedMs <= CHALLENGE_MS;
  }
}
