/** The volume that a set of candidates dominates, and the subset that dominates the most of it. */

/** Stands for 0 where a reference of 0 would leave no volume. */
export const TINY = 1e-12;

/** A point a tenth worse than the worst in each objective. */
export function referencePoint(losses: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from({ length: losses[0]!.length }, (_, d) => {
    const worst = losses.reduce((most, one) => Math.max(most, one[d]!), -Infinity);
    return Math.max(1.1 * worst, 0.9 * worst) || TINY;
  });
}

/**
 * The volume between `losses` (to be minimised, shape [count][objectives]) and `reference`; Infinity where either is
 * infinitely far. Points beyond the reference add nothing. By slices along the last objective (While et al. 2006).
 */
export function hypervolume(losses: readonly ArrayLike<number>[], reference: ArrayLike<number>): number {
  const dimension = reference.length;
  const inside = losses.filter((one) => Array.from(one).every((value, d) => value < reference[d]!));
  if (inside.length === 0) return 0;
  if (!Array.from(reference).every(Number.isFinite)) return Infinity;
  if (inside.some((one) => Array.from(one).includes(-Infinity))) return Infinity;
  return volume(inside, reference, dimension);
}

function volume(losses: readonly ArrayLike<number>[], reference: ArrayLike<number>, dimension: number): number {
  if (dimension === 1) {
    return reference[0]! - losses.reduce((least, one) => Math.min(least, one[0]!), Infinity);
  }
  const last = dimension - 1;
  const sorted = [...losses].sort((a, b) => a[last]! - b[last]!);
  let sum = 0;
  for (let k = 0; k < sorted.length; k++) {
    const depth = (k + 1 < sorted.length ? sorted[k + 1]![last]! : reference[last]!) - sorted[k]![last]!;
    if (depth > 0) sum += depth * volume(sorted.slice(0, k + 1), reference, last);
  }
  return sum;
}

/**
 * The positions of `size` candidates of one front that together dominate much: greedily the one that adds the most
 * (Guerreiro, Fonseca & Paquete 2016). Equal candidates count once while others are left.
 */
export function bestSubset(front: readonly Float64Array[], size: number, reference: Float64Array): number[] {
  if (size === front.length) return [...front.keys()];
  const order = [...front.keys()].sort((i, j) => compareVectors(front[i]!, front[j]!) || i - j);
  const unique = order.filter((i, k) => k === 0 || compareVectors(front[i]!, front[order[k - 1]!]!) !== 0);
  if (unique.length < size) {
    const again = [...front.keys()].filter((i) => !unique.includes(i));
    return [...unique, ...again.slice(0, size - unique.length)];
  }
  if (!reference.every(Number.isFinite)) return unique.slice(0, size);
  return greedily(front, unique, size, reference);
}

function greedily(front: readonly Float64Array[], left: number[], size: number, reference: Float64Array): number[] {
  const chosen: number[] = [];
  const rest = [...left];
  while (chosen.length < size) {
    const held = chosen.map((i) => front[i]!);
    const volumeHeld = hypervolume(held, reference);
    let best = 0;
    let most = -Infinity;
    rest.forEach((i, k) => {
      const added = volumeHeld === Infinity ? Infinity : hypervolume([...held, front[i]!], reference) - volumeHeld;
      if (added > most) [most, best] = [added, k];
    });
    chosen.push(rest.splice(best, 1)[0]!);
  }
  return chosen;
}

function compareVectors(a: Float64Array, b: Float64Array): number {
  for (let d = 0; d < a.length; d++) if (a[d] !== b[d]) return a[d]! < b[d]! ? -1 : 1;
  return 0;
}
