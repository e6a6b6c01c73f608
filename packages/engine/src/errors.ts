/** What the engine refuses, named by field. */

/** A candidate or a shard that cannot be computed; thrown before the kernel is asked. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code = 'ERR_ENGINE_ARGUMENT';
  /** What is wrong, as the message begins: `theta[1] (DDM.threshold)`. */
  readonly field: string;

  /** `text` follows the field: `must be > 0, got -1`. */
  constructor(field: string, text: string) {
    super(`${field} ${text}`);
    this.field = field;
  }
}
