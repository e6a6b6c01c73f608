/** A small table for terminals. */

/** `rows` below `head`, columns as wide as they must be, numbers to the right; `empty` where there are no rows. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[], empty: string): string {
  if (rows.length === 0) return `${empty}\n`;
  const cells = rows.map((row) => row.map(String));
  const width = head.map((name, column) => Math.max(name.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const isNumber = head.map((_, column) => rows.every((row) => typeof row[column] === 'number'));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (isNumber[column] ? cell.padStart(width[column] ?? 0) : cell.padEnd(width[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [head, ...cells].map((row) => `${line(row)}\n`).join('');
}
