/**
 * Objectives of samples; their formulas are in the model's `objectives/built-in.ts`.
 *
 * Sums run in the order of trials, estimates and categories, and of operations only those whose bits IEEE 754 fixes are
 * used, so that every machine gives the same bits.
 */
import { type Objective, outcomeKinds, type Recipe } from '@likelihive/model';

/** The values of the objectives of a recipe's task, given all samples: of each outcome [trials * estimates]. */
export function objectiveValues(recipe: Recipe, outcomes: readonly Float64Array[]): Float64Array {
  const objectives = recipe.task?.kind === 'objectives' ? recipe.task.objectives : [];
  return Float64Array.from(objectives, (objective) => {
    switch (objective.kind) {
      case 'reward-rate':
        return rewardRate(recipe, objective, outcomes);
      case 'moments':
        return distance(recipe, outcomes, objective.groups, (simulated, seen) =>
          momentDistance(simulated, seen, objective.orders),
        );
      case 'quantile-distance':
        return distance(recipe, outcomes, objective.groups, (simulated, seen) =>
          quantileDistance(simulated, seen, objective.quantiles),
        );
    }
  });
}

function rewardRate(
  { trials, numEstimates, observed: { include } }: Recipe,
  { reward, time, correct }: Objective & { readonly kind: 'reward-rate' },
  outcomes: readonly Float64Array[],
): number {
  let [sum, count] = [0, 0];
  for (let trial = 0; trial < trials; trial += 1) {
    if (include[trial] !== 1) continue;
    count += numEstimates;
    for (let i = trial * numEstimates; i < (trial + 1) * numEstimates; i += 1) {
      const earned = outcomes[reward]![i]!;
      const seconds = outcomes[time]![i]!;
      if (Number.isNaN(earned) || Number.isNaN(seconds)) continue; // cut off: it earns nothing
      const value = correct === null ? earned : Number(earned === correct[trial]);
      if (value !== 0) sum += value / seconds;
    }
  }
  return sum / count;
}

/** Times of one cell of one condition, and the share of all paths that they are. */
interface Cell {
  readonly share: number;
  readonly times: Float64Array;
}

/** Sum over conditions and cells of the squared difference of shares, and of `between` by the data's share. */
function distance(
  recipe: Recipe,
  outcomes: readonly Float64Array[],
  groups: Uint8Array,
  between: (simulated: Float64Array, seen: Float64Array) => number,
): number {
  const { trials, numEstimates, observed, likelihood } = recipe;
  const seen = observed.outcomes.map((outcome) =>
    outcome.kind === 'continuous' ? outcome.values : Float64Array.from(outcome.codes, (code) => outcome.values[code]!),
  );
  const limit = likelihood.kind === 'simulated' ? likelihood.maxSeconds : 0;
  const included = observed.include.reduce((sum, one) => sum + one, 0);
  const ofGroups = [...new Set(groups)].sort((a, b) => a - b);
  let sum = 0;
  for (const group of ofGroups) {
    const own = Array.from({ length: trials }, (_, trial) => trial).filter(
      (trial) => groups[trial] === group && observed.include[trial] === 1,
    );
    if (own.length === 0) continue;
    const simulated = cellsOf(recipe, own, { columns: outcomes, each: numEstimates });
    const data = cellsOf(recipe, own, { columns: seen, each: 1 });
    let inGroup = 0;
    for (const [i, { share, times }] of data.entries()) {
      const model = simulated[i]!;
      inGroup += (model.share - share) ** 2;
      if (times.length === 0) continue;
      inGroup += share * between(model.times.length === 0 ? Float64Array.of(limit) : model.times, times);
    }
    sum += (own.length / included) * inGroup;
  }
  return sum;
}

/** Sorted times by cell, a cell for each combination of categories. */
function cellsOf(
  { program }: Recipe,
  trials: readonly number[],
  { columns, each }: { readonly columns: readonly Float64Array[]; readonly each: number },
): readonly Cell[] {
  const kinds = outcomeKinds(program);
  const continuous = kinds.findIndex(({ values }) => values === null);
  const count = kinds.reduce((product, { values }) => product * (values?.length ?? 1), 1);
  const times = Array.from({ length: count }, (): number[] => []);
  for (const trial of trials) {
    for (let i = trial * each; i < (trial + 1) * each; i += 1) {
      let cell = 0;
      for (const [k, { values }] of kinds.entries()) {
        if (values === null || cell === -1) continue;
        const code = values.indexOf(columns[k]![i]!);
        cell = code === -1 ? -1 : cell * values.length + code;
      }
      const time = columns[continuous]![i]!;
      if (cell !== -1 && !Number.isNaN(time)) times[cell]!.push(time);
    }
  }
  return times.map((own) => ({ share: own.length / (trials.length * each), times: Float64Array.from(own).sort() }));
}

function quantileDistance(simulated: Float64Array, seen: Float64Array, quantiles: readonly number[]): number {
  let sum = 0;
  for (const q of quantiles) sum += (quantileOf(simulated, q) - quantileOf(seen, q)) ** 2;
  return sum / quantiles.length;
}

/** Linear between order statistics; `sorted` has at least one element. */
export function quantileOf(sorted: Float64Array, q: number): number {
  const place = q * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (place - below) * (high - low);
}

function momentDistance(simulated: Float64Array, seen: Float64Array, orders: readonly number[]): number {
  const ours = momentsOf(simulated);
  const theirs = momentsOf(seen);
  const scale = theirs[1]! > 0 ? theirs[1]! : 1;
  let sum = 0;
  for (const order of orders) {
    const difference = (ours[order - 1]! - theirs[order - 1]!) / (order === 3 ? 1 : scale);
    sum += difference * difference;
  }
  return sum;
}

/** Mean, standard deviation and skewness; the last two are 0 where they are not defined. */
function momentsOf(values: Float64Array): readonly [mean: number, sd: number, skewness: number] {
  const n = values.length;
  let mean = 0;
  for (const value of values) mean += value;
  mean /= n;
  let [second, third] = [0, 0];
  for (const value of values) {
    const difference = value - mean;
    second += difference * difference;
    third += difference * difference * difference;
  }
  second /= n;
  third /= n;
  const sd = Math.sqrt(second);
  return [mean, sd, sd > 0 ? third / (second * sd) : 0];
}
