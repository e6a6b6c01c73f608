/** Trials that are alike. */

/** Ids of rows of equal numbers, in order of first appearance. */
export function groupsOf(columns: readonly Float64Array[]): Int32Array {
  const [first = new Float64Array()] = columns;
  const varying = columns.filter((column) => column.some((value) => value !== column[0]));
  const ids = new Map<string | number, number>();
  return Int32Array.from(first, (_, trial) => {
    const key = varying.length === 1 ? varying[0]![trial]! : varying.map((column) => column[trial]).join(' ');
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, ids.size);
    return ids.size - 1;
  });
}

/** The first trial of each group, by its id. */
export function firstOfGroups(groups: Int32Array): readonly number[] {
  const first: number[] = [];
  for (const [trial, id] of groups.entries()) if (id === first.length) first.push(trial);
  return first;
}
