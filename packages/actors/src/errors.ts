/** The one error class of this package; `docs/errors.md` says what to do about each code. */
import type { Down } from './down.js';

/**
 * Every way this package fails on purpose.
 *
 * - `ERR_OPTION`: an option or argument is not what it must be; the text names it.
 * - `ERR_STOPPED`: the actor system, or the parent of the actor to be spawned, has stopped.
 * - `ERR_NOT_LOCAL`: the actor lives at a peer, and this can only be done to actors of this process.
 * - `ERR_TIMEOUT`: no answer came in time.
 * - `ERR_DOWN`: the asked actor stopped, crashed or never existed; `down` says which.
 * - `ERR_NO_CONNECTION`: no link to the peer could be made, or it was lost.
 * - `ERR_UNAUTHORIZED`: the listener refused our proof: another secret, or one proof used twice.
 * - `ERR_IMPOSTOR`: the listener did not prove that it knows the secret, or has another certificate than the one that is
 *   pinned; nothing was sent to it.
 * - `ERR_PROTOCOL_VERSION`: the peer speaks another version of the link protocol.
 * - `ERR_MALFORMED`: what a peer sent has the wrong shape; the text names the field.
 * - `ERR_UNENCODABLE`: a message for a peer holds what cannot cross a process boundary, such as a function.
 * - `ERR_TOO_LARGE`: one message for a peer is larger than the peer accepts.
 * - `ERR_OVERLOAD`: the mailbox of the actor is full, and it is one that says so to senders.
 * - `ERR_NAME_TAKEN`: another living actor is registered under the name.
 * - `ERR_NO_NAME`: no actor is registered under the name.
 * - `ERR_SECRET_FILE`: the file of the secret is missing, readable by others, or holds no secret.
 */
export type ActorErrorCode =
  | 'ERR_OPTION'
  | 'ERR_STOPPED'
  | 'ERR_NOT_LOCAL'
  | 'ERR_TIMEOUT'
  | 'ERR_DOWN'
  | 'ERR_NO_CONNECTION'
  | 'ERR_UNAUTHORIZED'
  | 'ERR_IMPOSTOR'
  | 'ERR_PROTOCOL_VERSION'
  | 'ERR_MALFORMED'
  | 'ERR_UNENCODABLE'
  | 'ERR_TOO_LARGE'
  | 'ERR_OVERLOAD'
  | 'ERR_NAME_TAKEN'
  | 'ERR_NO_NAME'
  | 'ERR_SECRET_FILE';

/** A failure that callers are expected to tell apart by its `code`; bugs stay `TypeError` and the like. */
export class ActorError extends Error {
  override readonly name = 'ActorError';
  readonly code: ActorErrorCode;
  /** How the asked actor ended, where that is why an `ask` failed; else null. */
  readonly down: Down | null;

  constructor(code: ActorErrorCode, message: string, options: ErrorOptions & { readonly down?: Down } = {}) {
    super(message, options);
    this.code = code;
    this.down = options.down ?? null;
  }
}
