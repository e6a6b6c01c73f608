/** Everything that can be wrong with real Optuna behind the bridge, each with what to do about it. */

/** What the Python process says is wrong, or what is wrong with the process itself. */
export interface BridgeFault {
  /** `missing` no Optuna, `version` too old, `dependency` a package that the sampler needs, `died` the process. */
  readonly kind: string;
  readonly message: string;
}

/** A sampler in Python that cannot be made, asked or told. */
export class BridgeError extends Error {
  override readonly name = 'BridgeError';
  readonly code = 'ERR_OPTUNA';
  /** The option, or what of the bridge, that the message is about. */
  readonly field: string;

  constructor(field: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.field = field;
  }
}

/** The least version of Optuna that the bridge speaks to. */
export const LEAST_OPTUNA = '4.9';

/** How to get an Optuna that the bridge finds. */
export const INSTALL_OPTUNA =
  `python3 -m venv ~/optuna && ~/optuna/bin/pip install 'optuna>=${LEAST_OPTUNA}' cmaes scipy ` +
  '&& export LIKELIHIVE_PYTHON=~/optuna/bin/python';

/** The error for a fault of the process `python`. */
export function bridgeError({ kind, message }: BridgeFault, python: string): BridgeError {
  switch (kind) {
    case 'missing':
      return new BridgeError('python', `python must have optuna >= ${LEAST_OPTUNA}, got ${message}; ${INSTALL_OPTUNA}`);
    case 'version':
      return new BridgeError('python', `optuna must be at least ${LEAST_OPTUNA}, got ${message}; ${INSTALL_OPTUNA}`);
    case 'dependency':
      return new BridgeError(
        'sampler',
        `the sampler must have what it imports, got ${message}; ${python} -m pip install it`,
      );
    case 'sampler':
      return new BridgeError(
        'sampler',
        `sampler must be a class of samplers with options that it takes, got ${message}`,
      );
    case 'study':
      return new BridgeError('study', `study ${message}`);
    default:
      return new BridgeError('optuna', `Optuna failed: ${message}`);
  }
}
