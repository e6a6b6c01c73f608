/**
 * A tree of decisions that grows while it is walked, and how likely each option is at every fork.
 *
 * A fork's options are drawn half by how many open ends lie behind each, half evenly over those that have any, as in
 * Optuna 5.0. A branch that nobody has entered yet counts as one open end: what lies behind it is not known. So it
 * works for spaces that depend on their own choices, too.
 */

/** A fork or an end. */
export interface Branch {
  /** Number of options; null where nobody has been here. */
  size: number | null;
  /** Branches that have been entered, by option. */
  readonly entered: Map<number, Branch>;
  /** Open ends behind this branch; 0 where all of it has been visited. */
  open: number;
}

/** A branch that nobody has entered. */
export function untouched(): Branch {
  return { size: null, entered: new Map(), open: 1 };
}

/** Says how many options a fork has, when it is met for the first time. */
export function fork(branch: Branch, size: number): void {
  if (branch.size !== null) return;
  branch.size = size;
  branch.open = size;
}

/** Probability of each option of a fork; all are 0 where nothing is open behind it. */
export function probabilities(branch: Branch): Float64Array {
  const open = Float64Array.from({ length: branch.size ?? 0 }, (_, option) => branch.entered.get(option)?.open ?? 1);
  let ends = 0;
  let branches = 0;
  for (const count of open) {
    ends += count;
    if (count > 0) branches++;
  }
  return open.map((count) => (count > 0 ? (0.5 * count) / ends + 0.5 / branches : 0));
}

/** Goes down one option. */
export function enter(branch: Branch, option: number): Branch {
  const known = branch.entered.get(option);
  if (known !== undefined) return known;
  const next = untouched();
  branch.entered.set(option, next);
  return next;
}

/** Closes the end of a path (from the root to a branch without options) and recounts what is open along it. */
export function close(path: readonly Branch[]): void {
  path.at(-1)!.open = 0;
  for (const branch of path.slice(0, -1).reverse()) {
    let open = branch.size! - branch.entered.size;
    for (const child of branch.entered.values()) open += child.open;
    branch.open = open;
  }
}

/** The option at `u` of [0, 1): the first whose cumulated probability exceeds it, and never one of probability 0. */
export function optionAt(u: number, likely: Float64Array): number {
  let sum = 0;
  let last = 0;
  for (let option = 0; option < likely.length; option++) {
    if (likely[option] === 0) continue;
    last = option;
    sum += likely[option]!;
    if (u < sum) break;
  }
  return last;
}
