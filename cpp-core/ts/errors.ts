/** How the kernel fails on purpose, and how the addon's errors become that. */

/** `ERR_KERNEL_ARGUMENT`: an argument was refused, before any work. `ERR_CANCELLED`: the caller ended it. */
export type KernelErrorCode = 'ERR_KERNEL_ARGUMENT' | 'ERR_CANCELLED';

/** A failure that callers are expected to tell apart by its `code`. */
export class KernelError extends Error {
  override readonly name = 'KernelError';
  readonly code: KernelErrorCode;
  /** The argument that was refused, as a path ("trials.drift[3]"); `null` where none was. */
  readonly field: string | null;

  constructor(code: KernelErrorCode, message: string, field: string | null = null) {
    super(message);
    this.code = code;
    this.field = field;
  }
}

/** The error of a refused argument: *what* must be *what*, got *what*. */
export function refusal(field: string, expectation: string, value: unknown): KernelError {
  return new KernelError('ERR_KERNEL_ARGUMENT', `${field} must be ${expectation}, got ${shown(value)}`, field);
}

/** The error of work that its caller ended. */
export function cancelled(): KernelError {
  return new KernelError('ERR_CANCELLED', 'the evaluation was cancelled');
}

/** What the addon threw, as a `KernelError` if it is one of ours. */
export function fromNative(error: unknown): unknown {
  const { code, field, message } = error as { code?: unknown; field?: unknown; message: string };
  if (code === 'ERR_CANCELLED') return cancelled();
  if (code !== 'ERR_KERNEL_ARGUMENT') return error;
  return new KernelError(code, message, typeof field === 'string' ? field : null);
}

function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  return value.constructor?.name ?? 'an object';
}
