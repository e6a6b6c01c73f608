/**
 * The tables of `scripts/bench-optimizers`: milliseconds per ask, regret after 480 evaluations, and the goals beside them.
 *
 * Every search is driven by the same loop over the same functions: a round is asked for, evaluated and told as a whole.
 */
import { performance } from 'node:perf_hooks';
import { SearchSpace } from '@likelihive/optimize';
import { problems } from './optimizers-problems.mjs';
import { PAIRS, rivals } from './optimizers-rivals.mjs';
import { isWorse, quantile, ratio } from './optimizers-statistics.mjs';
import { digits, printTable, save } from './report.mjs';

const [python, seedCount = '11', ...wanted] = process.argv.slice(2);
const SEEDS = Array.from({ length: Number(seedCount) }, (_, seed) => seed);
const EVALUATIONS = 480;
const BATCHES = [8, 32];
/** Trials told before the asks that are timed, and how many rounds of 8 those are. */
const AGES = [0, 104, 1000];
const TIMED_ROUNDS = 5;
const OURS = 'CMA-ES, popsize = batch';
const DEFAULT = 'Optuna CMA-ES';

const contenders = rivals(python);
const { list, close } = await problems({ threads: 2 });
const isWanted = (name) => wanted.length === 0 || wanted.includes(name);

/** Milliseconds per ask by age: medians over rounds of 8. */
async function askTimes(rival) {
  const times = AGES.map(() => []);
  const grid = (low, high) => ({ kind: 'interval', low, high, step: (high - low) / 1000, log: false });
  const ranges = { rate: grid(-0.5, 0.5), threshold: grid(0.5, 1), nonDecisionTime: grid(0, 1) };
  const space = new SearchSpace(Object.entries(ranges).map(([name, range]) => ({ name, range })));
  const search = await rival.start({ space, seed: 1, batch: 8 });
  for (let told = 0; told < AGES.at(-1) + 8 * TIMED_ROUNDS; told += 8) {
    const began = performance.now();
    const round = await search.ask(8);
    const ms = (search.ms ?? performance.now() - began) / 8;
    AGES.forEach((age, i) => {
      if (told >= age && told < age + 8 * TIMED_ROUNDS) times[i].push(ms);
    });
    await search.tell(round.map((x) => ({ x, value: (x[0] - 0.3) ** 2 + (x[1] - 0.6) ** 2 + (x[2] - 0.15) ** 2 })));
  }
  return times.map((each) => quantile(each, 0.5));
}

/** One search of `problem`: the regret of the best observed candidate, and of the point that the search recommends. */
async function regretsOf(rival, problem, { seed, batch }) {
  const search = await rival.start({ space: problem.space, seed, batch });
  let best = { x: null, value: Infinity };
  for (let done = 0; done < EVALUATIONS; ) {
    const round = await search.ask(rival.isGenerational ? Infinity : Math.min(batch, EVALUATIONS - done));
    const results = [];
    for (const [i, x] of round.entries()) {
      const value = await problem.evaluate(seed, done + i, x);
      results.push({ x, value });
      if (done + i < EVALUATIONS && (best.x === null || value < best.value)) best = { x, value };
    }
    done += round.length;
    await search.tell(results);
  }
  const mean = search.recommended?.() ?? null;
  return { best: await problem.regret(best.x), mean: mean === null ? null : await problem.regret(mean) };
}

async function measureAsks() {
  const asks = {};
  const timed = contenders.list.filter(({ name, of }) => of !== 'scipy' && name !== DEFAULT);
  for (const rival of timed) {
    if (rival.of === 'ours') await askTimes(rival); // compiled, as in any fit that has run for a second
    asks[rival.name] = await askTimes(rival);
  }
  printTable(
    ['sampler', ...AGES.map((age) => `after ${age} trials`)],
    timed.map(({ name }) => [name, ...asks[name]]),
    { title: 'ms per ask: 3 stepped parameters, rounds of 8' },
  );
  return asks;
}

/** Regrets by rival, batch and seed. Generations of differential evolution are as large as they are: one run serves all. */
async function measureProblem(problem) {
  const regrets = {};
  for (const rival of contenders.list) {
    regrets[rival.name] = {};
    for (const batch of BATCHES) {
      if (rival.isGenerational && batch !== BATCHES[0]) {
        regrets[rival.name][batch] = regrets[rival.name][BATCHES[0]];
        continue;
      }
      const runs = [];
      for (const seed of SEEDS) runs.push(await regretsOf(rival, problem, { seed, batch }));
      regrets[rival.name][batch] = runs;
    }
  }
  const shown = (runs, point) =>
    runs[0][point] === null
      ? null
      : `${[0.5, 0.25, 0.75]
          .map((q) =>
            digits(
              quantile(
                runs.map((run) => run[point]),
                q,
              ),
            ),
          )
          .join(' · ')
          .replace(' · ', ' (')})`;
  printTable(
    ['sampler', ...BATCHES.map((batch) => `rounds of ${batch}`), ...BATCHES.map((batch) => `mean, rounds of ${batch}`)],
    contenders.list.map(({ name }) => [
      name,
      ...['best', 'mean'].flatMap((point) => BATCHES.map((batch) => shown(regrets[name][batch], point))),
    ]),
    { title: `Regret after ${EVALUATIONS} evaluations: ${problem.name}; median (quartiles) of ${SEEDS.length} seeds` },
  );
  return regrets;
}

/** Rows of the table of goals: what, measured, aim, whether it is met. */
function askGoals(asks) {
  const faster = (ours, theirs) => asks[theirs].at(-1) / asks[ours].at(-1);
  return [
    ['TPE', 'Optuna TPE'],
    [OURS, 'Optuna CMA-ES, popsize = batch'],
  ].map(([ours, theirs]) => goal(`ask after 1000 trials: ${ours}, times faster`, faster(ours, theirs), 20));
}

function goal(what, measured, aim) {
  return [what, measured, `≥ ${aim}`, measured >= aim ? 'yes' : 'no'];
}

/** What rounds of 32 must gain on Optuna's CMA-ES at its defaults, in median regret, by problem. */
const GAINS = { sphere: 10, quadratic: 10, 'noisy quadratic': 10, 'exact DDM': 10, Rosenbrock: 2 };

function regretGoals(regrets) {
  const rows = [];
  for (const [problem, byName] of Object.entries(regrets)) {
    const point = problem === 'noisy quadratic' || problem === 'simulated DDM' ? 'mean' : 'best';
    const median = (name, which) =>
      quantile(
        byName[name][32].map((run) => run[which]),
        0.5,
      );
    const gain = ratio(median(DEFAULT, 'best'), median(OURS, point));
    const aim = GAINS[problem] ?? 1;
    const which = point === 'mean' ? ', recommended point' : '';
    rows.push(goal(`${problem}: regret of Optuna's CMA-ES over ours, rounds of 32${which}`, gain, aim));
  }
  return rows;
}

/** Pairs in which ours is worse by more than noise. */
function worseThanSame(regrets) {
  const worse = [];
  for (const [problem, byName] of Object.entries(regrets))
    for (const [ours, theirs] of PAIRS)
      for (const batch of BATCHES) {
        const [a, b] = [ours, theirs].map((name) => byName[name][batch].map((run) => run.best));
        if (isWorse(a, b)) worse.push(`${problem}, rounds of ${batch}: ${ours} beside ${theirs}`);
      }
  return worse;
}

const asks = isWanted('asks') ? await measureAsks() : null;
const regrets = {};
for (const problem of list) if (isWanted(problem.name)) regrets[problem.name] = await measureProblem(problem);
const worse = worseThanSame(regrets);
printTable(
  ['goal', 'measured', 'aim', 'met'],
  [
    ...(asks === null ? [] : askGoals(asks)),
    ...regretGoals(regrets),
    [
      'problems and rounds where a sampler is worse than the same of a rival (p < .001)',
      worse.length,
      '0',
      worse.length === 0 ? 'yes' : 'no',
    ],
  ],
  { title: 'Goals' },
);
for (const each of worse) console.log(`worse: ${each}`);
save('bench-optimizers', { asks, regrets, worse, notes: NOTES() });
await contenders.close();
close();

function NOTES() {
  return [
    "Rounds are asked for, evaluated and told as a whole. With rounds of b our CMA-ES has b candidates a generation: the batch is the population. Optuna's takes as many of each round as its own population has (7 to 8 by default) and drops the others.",
    'The regret is the true one, of the best observed candidate or of the mean of CMA-ES, which is what our fits recommend under noise. Optuna and SciPy report the best observed.',
    'Differential evolution has 15 members a parameter whatever the rounds are; the first 480 evaluations count.',
    'The quadratic has 5 parameters with curvatures of 30 to 2500, its noise sd 1; the DDM has 50 trials and 3 parameters in continuous ranges, simulated with 500 estimates under fresh random numbers for each candidate.',
    ...(worse.length > 0 ? [`Worse than the same sampler of a rival: ${worse.join('; ')}.`] : []),
  ];
}
