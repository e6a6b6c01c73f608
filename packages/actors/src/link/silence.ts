/**
 * When a silent peer counts as lost. Pure: time comes in.
 *
 * A process that was stopped itself, or whose event loop was blocked, finds on waking that everybody has been silent. What
 * they said meanwhile waits in its sockets, so it listens for one more beat before it judges.
 */

/** What is kept from one look at the clock to the next. */
export interface Vigil {
  readonly lookedMs: number;
  /** No peer is declared lost before this. */
  readonly judgeFromMs: number;
}

/** How often the clock is looked at, and how long a peer may be silent. */
export interface SilenceLimits {
  readonly tickMs: number;
  readonly heartbeatMs: number;
  readonly silenceMs: number;
}

/** The vigil at its start. */
export function startVigil(nowMs: number): Vigil {
  return { lookedMs: nowMs, judgeFromMs: nowMs };
}

/** Looks at the clock; a look that comes two ticks late or more puts judgement off by a beat. */
export function look(vigil: Vigil, nowMs: number, { tickMs, heartbeatMs }: SilenceLimits): Vigil {
  const late = nowMs - vigil.lookedMs >= 3 * tickMs;
  return { lookedMs: nowMs, judgeFromMs: late ? nowMs + heartbeatMs : vigil.judgeFromMs };
}

/** Whether a peer that was last heard at `heardMs` is lost. */
export function isLost(vigil: Vigil, heardMs: number, { silenceMs }: SilenceLimits): boolean {
  return vigil.lookedMs - heardMs >= silenceMs && vigil.lookedMs >= vigil.judgeFromMs;
}
