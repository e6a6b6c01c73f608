/** How an actor's life ends, as its monitors hear it. */

/** Every reason of a `Down`, in the words of Erlang. */
export const DOWN_REASONS = ['normal', 'error', 'killed', 'shutdown', 'noproc', 'noconnection'] as const;

/**
 * Why a monitored actor is down.
 *
 * `normal`: it was stopped. `error`: it threw. `killed`: by `kill`, or because its parent died. `shutdown`: its
 * supervisor ended it, or it is a supervisor that gave up. `noproc`: it did not exist when the monitor was set.
 * `noconnection`: its peer cannot be reached, so it might still be alive. An actor that dies of a link has the reason of
 * the actor at the other end.
 */
export type DownReason = (typeof DOWN_REASONS)[number];

/** The one and last thing that a monitor hears. */
export interface Down {
  readonly reason: DownReason;
  /** What was thrown, as `name: message`; only where `reason` is `error`. */
  readonly error?: string;
}

/** Hears one `Down`. Must not throw. */
export type DownListener = (down: Down) => void;

/** The `Down` of a link that is gone. */
export const NO_CONNECTION: Down = { reason: 'noconnection' };

/** The `Down` of an actor that is not there. */
export const NO_PROCESS: Down = { reason: 'noproc' };
