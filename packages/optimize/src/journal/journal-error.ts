/** The error of a journal that cannot be read, written or taken over. */

/** What is wrong with a journal; the message names the file. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
  readonly code = 'ERR_JOURNAL';
  /** What is wrong, as the user would name it: an option, or a field of a line of the file. */
  readonly field: string;

  constructor(field: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.field = field;
  }
}

/** A value as an error message shows it: short, on one line. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
