/** How alone each candidate of a front is, and the elite that is chosen by it (Deb et al. 2002, section III). */
import { type Compared, ranksOf } from './ranks.js';

/**
 * The crowding distance of each candidate among all that are given, shape [count].
 *
 * Of each objective, the gap between a candidate's two neighbours over the width of the finite values; at an end the
 * gap is infinite. An objective in which all are equal counts nothing, and neither does a gap between equal infinities.
 *
 * @param values  objectives, shape [count][objectives]; the direction does not matter
 */
export function crowdingDistances(values: readonly ArrayLike<number>[]): Float64Array {
  return crowding(values).distances;
}

/** Distances, and the order that sorting by one objective after the other leaves: it decides between equals. */
function crowding(values: readonly ArrayLike<number>[]): { distances: Float64Array; order: number[] } {
  const distances = new Float64Array(values.length);
  const order = [...values.keys()];
  for (let objective = 0; objective < (values[0]?.length ?? 0); objective++) {
    const at = (i: number) => values[i]![objective]!;
    order.sort((i, j) => (at(i) === at(j) ? 0 : at(i) - at(j)));
    const sorted = order.map(at);
    if (sorted[0] === sorted[sorted.length - 1]) continue;
    const width = (sorted.findLast((v) => v !== Infinity) ?? 0) - (sorted.find((v) => v !== -Infinity) ?? 0);
    order.forEach((i, k) => {
      const below = k === 0 ? -Infinity : sorted[k - 1]!;
      const above = k === sorted.length - 1 ? Infinity : sorted[k + 1]!;
      if (below !== above) distances[i]! += (above - below) / (width > 0 ? width : 1);
    });
  }
  return { distances, order };
}

/**
 * The `size` best candidates' positions: whole fronts, best first, then of the front that does not fit the loneliest.
 * Equals are taken in the reverse of their order by the objectives, as Optuna takes them.
 */
export function elite(
  candidates: readonly Compared[],
  objectives: readonly ArrayLike<number>[],
  size: number,
): number[] {
  const ranks = ranksOf(candidates);
  const chosen: number[] = [];
  for (let rank = 0; chosen.length < size; rank++) {
    const front = [...ranks.keys()].filter((i) => ranks[i] === rank);
    if (front.length === 0) break;
    if (chosen.length + front.length < size) {
      chosen.push(...front);
      continue;
    }
    const { distances, order } = crowding(front.map((i) => objectives[i]!));
    order.sort((i, j) => (distances[i] === distances[j] ? 0 : distances[i]! - distances[j]!)).reverse();
    chosen.push(...order.slice(0, size - chosen.length).map((k) => front[k]!));
  }
  return chosen;
}
