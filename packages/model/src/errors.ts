/** The one error of this package, and how its text is made: *what* must be *what*, got *what*. */

/**
 * What is wrong: the model, the data or inputs, an option, or the text of a recipe that came from elsewhere.
 * `docs/errors.md` says what to do about each.
 */
export type ModelErrorCode = 'ERR_MODEL' | 'ERR_DATA' | 'ERR_OPTION' | 'ERR_RECIPE';

/** A study that cannot be fitted as it stands. Thrown before anything starts. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly code: ModelErrorCode;
  /** What is wrong, as the message begins: an option's path, or a place in the data. */
  readonly field: string;

  /** `text` follows the field: `must be an integer >= 1, got 0`. */
  constructor(code: ModelErrorCode, field: string, text: string, options?: ErrorOptions) {
    super(`${field} ${text}`, options);
    this.code = code;
    this.field = field;
  }
}
