/**
 * How often an address has failed at the door. Pure: time comes in.
 *
 * A secret of 256 bits is not guessed, however often; what failures can cost is work and log lines. So beyond a rate an
 * address gets the shortest answer and no line. A right proof is let in all the same: on a host that many share, a stranger
 * must not be able to lock the others out.
 */
import { isIPv6 } from 'node:net';

/** Failures of one address that are answered in full within `WINDOW_MS`. */
export const MAX_FAILURES = 20;
const WINDOW_MS = 10_000;
/** Addresses that are remembered; the longest known go first. */
const MAX_ADDRESSES = 4_096;

/** Whether a failure is reported, is the first that is too many, or one of those after it. */
export type Refusal = 'report' | 'report-last' | 'silent';

/** The failures of all addresses. */
export class Refusals {
  readonly #failures = new Map<string, { count: number; readonly sinceMs: number }>();

  /** Addresses that are remembered. */
  get size(): number {
    return this.#failures.size;
  }

  /** Counts a failure. */
  note(address: string | undefined, nowMs: number): Refusal {
    const key = network(address ?? '');
    let known = this.#failures.get(key);
    if (known === undefined || nowMs - known.sinceMs > WINDOW_MS) {
      this.#failures.delete(key);
      known = { count: 0, sinceMs: nowMs };
      this.#failures.set(key, known);
      this.#forgetOldest();
    }
    known.count += 1;
    if (known.count <= MAX_FAILURES) return 'report';
    return known.count === MAX_FAILURES + 1 ? 'report-last' : 'silent';
  }

  #forgetOldest(): void {
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > MAX_ADDRESSES && oldest !== undefined) this.#failures.delete(oldest);
  }
}

/** Whoever has one IPv6 address has 2^64 of them. */
function network(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  return address.split(':').slice(0, 4).join(':');
}
