/** What two processes must agree on before they work together. */

/** Raised by one whenever a message changes shape; a peer that says another is refused. */
export const PROTOCOL_VERSION = 4;

/** Release of this installation: results are the same bits only within one, so workers of another are refused. */
export const LIKELIHIVE_VERSION = '0.1.0';

/** The name under which peers find the scheduler's actor. */
export const SCHEDULER = 'scheduler';
