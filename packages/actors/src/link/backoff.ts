/** How long to wait before dialling again. Pure: the jitter comes from a key, not from a clock or a dice. */
import { createHash } from 'node:crypto';

/** Bounds of the wait. */
export interface Backoff {
  /** Before the first attempt. */
  readonly firstMs: number;
  /** Never longer than this. */
  readonly maxMs: number;
}

/**
 * Wait before attempt 1, 2, …: it doubles up to `maxMs`, less a share of up to a half that depends on `key` and attempt,
 * so that a thousand workers whose scheduler went away do not all come back in the same millisecond.
 */
export function backoffMs(attempt: number, { firstMs, maxMs }: Backoff, key: string): number {
  const full = Math.min(maxMs, firstMs * 2 ** (attempt - 1));
  const share = createHash('sha256').update(`${key}|${attempt}`).digest().readUInt32BE(0) / 2 ** 32;
  return full * (1 - share / 2);
}
