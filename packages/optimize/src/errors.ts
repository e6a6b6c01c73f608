/** The one error that this package throws on purpose. Bugs stay `TypeError`, `RangeError` and the like. */

/** A wrong option or argument, named by `field`; nothing has been computed yet. */
export class OptimizeError extends Error {
  override readonly name = 'OptimizeError';
  readonly code = 'ERR_OPTION';
  /** Name of what is wrong, as the caller wrote it. */
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}
