/** The one file of the bridge that reads the process's environment. */

/** `$LIKELIHIVE_PYTHON`, else the first `python3` on the PATH. */
export function usualPython(): string {
  return process.env.LIKELIHIVE_PYTHON || 'python3';
}
