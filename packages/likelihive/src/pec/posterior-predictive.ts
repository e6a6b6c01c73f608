/** What a model predicts beside what was observed, by condition and category: shares and quantiles of response times. */
import { groupsOf, outcomeKinds, type Recipe, type TrialLabels } from '@likelihive/model';

import { optionError, requireKeys, shown } from '../options/check.js';
import { table } from '../results/table.js';
import type { SimulatedOutcomes } from './simulated-outcomes.js';

/** Options of `pec.posteriorPredictive`, beside those of `pec.simulate`. */
export interface PredictiveOptions {
  /** The condition of each trial; by default that of `dependsOn`, and all trials are one where there is none. */
  readonly by?: TrialLabels | undefined;
  /** In (0, 1); [.1, .3, .5, .7, .9] by default. */
  readonly quantiles?: readonly number[] | undefined;
}

/** One category in one condition, of the data or of simulations. */
export interface PredictiveCell {
  /** Responses of this category; of simulations those of all estimates. */
  readonly count: number;
  /** Of all responses in the condition; of simulations of all paths, those that were cut off included. */
  readonly share: number;
  /** Of the continuous outcome, in the order of the table's `quantiles`; null without responses or such an outcome. */
  readonly quantiles: readonly number[] | null;
}

/** One row: a category in a condition. */
export interface PredictiveRow {
  readonly condition: string;
  /** Values of the categorical outcomes, in their order; empty where there are none. */
  readonly category: readonly number[];
  /** Null without data. */
  readonly observed: PredictiveCell | null;
  readonly simulated: PredictiveCell;
}

/** A table of predictions; as text it is one for a terminal. */
export class PosteriorPredictive {
  readonly quantiles: readonly number[];
  readonly rows: readonly PredictiveRow[];

  constructor(quantiles: readonly number[], rows: readonly PredictiveRow[]) {
    this.quantiles = quantiles;
    this.rows = rows;
  }

  /** Two lines a row, data above model. */
  toString(): string {
    const head = ['condition', 'category', 'of', 'n', 'share', ...this.quantiles.map((q) => `q${q}`)];
    const rows = this.rows.flatMap(({ condition, category, observed, simulated }) => {
      const line = (of: string, cell: PredictiveCell) => {
        const quantiles = this.quantiles.map((_, i) => cell.quantiles?.[i]?.toFixed(3) ?? '-');
        return [condition, category.join(' '), of, cell.count, cell.share.toFixed(3), ...quantiles];
      };
      return [...(observed === null ? [] : [line('data', observed)]), line('model', simulated)];
    });
    return table(head, rows, 'no trials');
  }
}

const QUANTILES = [0.1, 0.3, 0.5, 0.7, 0.9];

/** Options, checked, before anything is simulated. */
export function resolvePredictive(options: PredictiveOptions, conditions: TrialLabels | null, trials: number) {
  requireKeys('posteriorPredictive', options, ['by', 'quantiles', 'inputs', 'numEstimates', 'seed']);
  const { quantiles = QUANTILES } = options;
  if (!Array.isArray(quantiles) || !quantiles.every((q) => q > 0 && q < 1)) {
    throw optionError('quantiles', `must be an array of numbers in (0, 1), got ${shown(quantiles)}`);
  }
  const labels: TrialLabels = options.by ?? conditions ?? Array.from({ length: trials }, () => 'all');
  return { quantiles: quantiles as readonly number[], labels, groups: groupsOf('by', labels, trials) };
}

/** The table; rows that the mask leaves out are in neither part of it. */
export function predictiveTable(
  recipe: Recipe,
  simulated: SimulatedOutcomes,
  wanted: ReturnType<typeof resolvePredictive> & {
    readonly quantileOf: (sorted: Float64Array, q: number) => number;
  },
): PosteriorPredictive {
  const { labels, groups, quantiles, quantileOf } = wanted;
  const { observed } = recipe;
  const names = [...new Set(labels.map(String))];
  const categories = categoriesOf(recipe);
  const data = observed.outcomes.map((outcome) =>
    outcome.kind === 'continuous' ? outcome.values : Float64Array.from(outcome.codes, (code) => outcome.values[code]!),
  );
  const model = simulated.outcomes.map((_, i) => simulated.of(i));
  const cell = (
    columns: readonly Float64Array[],
    each: number,
    own: readonly number[],
    category: readonly number[],
  ) => {
    const { count, times } = membersOf(recipe, columns, { each, own, category });
    const sorted = times === null || count === 0 ? null : times.sort();
    const share = count / (own.length * each);
    return { count, share, quantiles: sorted && quantiles.map((q) => quantileOf(sorted, q)) };
  };
  const rows = names.flatMap((condition, group) => {
    const isOwn = (trial: number) => groups[trial] === group && observed.include[trial] === 1;
    const own = Array.from({ length: recipe.trials }, (_, trial) => trial).filter(isOwn);
    return categories.map((category) => ({
      condition,
      category,
      observed: data.length === 0 ? null : cell(data, 1, own, category),
      simulated: cell(model, simulated.estimates, own, category),
    }));
  });
  return new PosteriorPredictive(quantiles, rows);
}

/** All combinations of the values of categorical outcomes. */
function categoriesOf({ program }: Recipe): readonly (readonly number[])[] {
  return outcomeKinds(program).reduce<readonly (readonly number[])[]>(
    (all, { values }) => (values === null ? all : all.flatMap((one) => values.map((value) => [...one, value]))),
    [[]],
  );
}

/** Responses of a category, with the times of the first continuous outcome. */
function membersOf(
  { program }: Recipe,
  columns: readonly Float64Array[],
  {
    each,
    own,
    category,
  }: { readonly each: number; readonly own: readonly number[]; readonly category: readonly number[] },
): { readonly count: number; readonly times: Float64Array | null } {
  const kinds = outcomeKinds(program);
  const categorical = columns.filter((_, i) => kinds[i]!.values !== null);
  const continuous = columns.find((_, i) => kinds[i]!.values === null) ?? null;
  const times: number[] = [];
  for (const trial of own) {
    for (let i = trial * each; i < (trial + 1) * each; i += 1) {
      const time = continuous?.[i] ?? 0;
      if (categorical.every((column, k) => column[i] === category[k]) && !Number.isNaN(time)) times.push(time);
    }
  }
  return { count: times.length, times: continuous && Float64Array.from(times) };
}
