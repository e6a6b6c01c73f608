/** The function that changes nothing. */
import { VectorFunction } from './model-function.js';

/** `x`. It has no parameters. */
export class Identity extends VectorFunction<Readonly<Record<never, never>>> {
  override readonly kind = 'identity';

  constructor() {
    super({}, {});
  }
}
