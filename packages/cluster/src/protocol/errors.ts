/** Every way the cluster fails on purpose; `docs/errors.md` says what to do about each. */

/** The closed list of codes; a peer that sends another is refused by the decoder. */
export const CLUSTER_ERROR_CODES = [
  /** A peer speaks another protocol or is another release. */
  'ERR_PROTOCOL_VERSION',
  /** A peer sent what no message looks like. */
  'ERR_MALFORMED_MESSAGE',
  /** An option of ours is not what it must be. */
  'ERR_INVALID_OPTION',
  /** A recipe is not what its hash says, or cannot be read by a worker. */
  'ERR_RECIPE',
  /** The kernel refused a candidate. */
  'ERR_KERNEL_ARGUMENT',
  /** A worker was given more shards than it has credits. */
  'ERR_WORKER_BUSY',
  /** A worker met a bug of ours while it scored. */
  'ERR_WORKER_BUG',
  /** A shard was in the kernel of every one of several workers that died. */
  'ERR_POISONED',
  /** No worker has been left for too long. */
  'ERR_NO_WORKERS',
  /** The scheduler is gone, or told us to leave. */
  'ERR_CLUSTER_LOST',
  /** A cluster did not form, or could not be joined, in time. */
  'ERR_CLUSTER_START',
  /** The caller cancelled the evaluation. */
  'ERR_CANCELLED',
  /** The fit or the client was closed by its owner. */
  'ERR_CLOSED',
] as const;

/** One of the closed list. */
export type ClusterErrorCode = (typeof CLUSTER_ERROR_CODES)[number];

/** The part of an error that may cross a process boundary. */
export interface WireError {
  readonly code: ClusterErrorCode;
  readonly message: string;
}

/**
 * A failure that callers are expected to tell apart by its `code`.
 *
 * Bugs are not `ClusterError`s: they stay `TypeError`, `RangeError` and the like, and crash the
 * actor that meets them.
 */
export class ClusterError extends Error {
  override readonly name = 'ClusterError';
  readonly code: ClusterErrorCode;

  constructor(code: ClusterErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** The error as it came over the wire. */
  static fromWire({ code, message }: WireError): ClusterError {
    return new ClusterError(code, message);
  }

  toWire(): WireError {
    return { code: this.code, message: this.message };
  }
}

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Most characters of an error's text that cross a process boundary. */
const MAX_MESSAGE = 4000;

/** What was thrown, as it may cross a process boundary. */
export function wireError(code: ClusterErrorCode, error: unknown): WireError {
  return { code, message: (messageOf(error) || code).slice(0, MAX_MESSAGE) };
}
