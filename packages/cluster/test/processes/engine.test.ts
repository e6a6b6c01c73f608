/** Real processes with the real kernel: the same bits as in this process, whatever happens to the workers. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { blocksOf, Client, type FitSession, LocalCluster, type Outcome } from '@likelihive/cluster';
import { createEngine, type Engine, sumLogLik } from '@likelihive/engine';
import { evaluationSeed, type Recipe } from '@likelihive/model';
import { aCandidate, anExactRecipe, aRecipe, toSource } from '../recipes.js';
import { isAlive, Script, until } from './support.js';

const N = 40;

/** Scores of evaluations 0 … n-1 in this process. */
async function scoresHere(engine: Engine, recipe: Recipe, n = N): Promise<Float64Array[]> {
  const prepared = engine.prepare(recipe);
  return Promise.all(
    Array.from({ length: n }, async (_, index) => {
      const shard = {
        theta: aCandidate(index),
        seed: evaluationSeed(recipe, index),
        firstTrial: 0,
        trialCount: recipe.trials,
      };
      return (await engine.logLikelihood(prepared, shard)).logLik;
    }),
  );
}

function scoresThere(fit: FitSession, recipe: Recipe, n = N): Promise<Outcome[]> {
  return Promise.all(
    Array.from({ length: n }, (_, index) => fit.evaluate(index, aCandidate(index), evaluationSeed(recipe, index))),
  );
}

/** The bits of scores: NaN is equal to itself, -0 is not 0. */
const bits = (scores: readonly (Outcome | Float64Array)[]): string[] =>
  scores.map((score) => {
    const logLik = score instanceof Float64Array ? score : score.kind === 'scored' ? score.logLik : null;
    if (logLik === null) throw new Error(JSON.stringify(score));
    return Buffer.from(logLik.buffer, logLik.byteOffset, logLik.byteLength).toString('hex');
  });

const connect = (cluster: LocalCluster) => Client.connect(cluster.url, { secretFile: cluster.secretFile });

describe('scores from a cluster', () => {
  const recipe = aRecipe();
  const perEvaluation = { ...aRecipe(), commonRandomNumbers: false };
  const engine = createEngine({ threads: 1 });
  let cluster: LocalCluster;
  beforeAll(async () => {
    cluster = await LocalCluster.start({ nWorkers: 2, workerCores: 1 });
  });
  afterAll(async () => {
    engine.close();
    await cluster.stop();
  });

  it.each([
    ['common random numbers', recipe],
    ['a seed for each evaluation', perEvaluation],
  ])('are the bits of this process, with %s', async (_, fitted) => {
    const client = await connect(cluster);
    const fit = await client.openFit(fitted, { name: 'bits' });
    expect(bits(await scoresThere(fit, fitted))).toEqual(bits(await scoresHere(engine, fitted)));
    await client.close();
  });

  it('are those of its own recipe for each of many fits at once, more than a worker keeps prepared', async () => {
    const client = await connect(cluster);
    const recipes = Array.from({ length: 6 }, (_, n) => aRecipe({ trials: 10 + n }));
    const there = await Promise.all(
      recipes.map(async (fitted) => scoresThere(await client.openFit(fitted, { name: 'one of six' }), fitted, 6)),
    );
    const here = await Promise.all(recipes.map((fitted) => scoresHere(engine, fitted, 6)));
    expect(there.map(bits)).toEqual(here.map(bits));
    await client.close();
  });

  it.each<[string, Recipe]>([
    ['simulated', { ...recipe, likelihood: { ...recipe.likelihood, standardError: false } as Recipe['likelihood'] }],
    ['exact', anExactRecipe()],
  ])('are the same bits where an evaluation is cut into blocks of trials, %s', async (_, divisible) => {
    const client = await connect(cluster);
    const fit = await client.openFit(divisible, { name: 'cut' });
    const [score] = await scoresThere(fit, divisible, 1);
    expect(bits([score!])).toEqual(bits(await scoresHere(engine, divisible, 1)));
    expect(bits(await scoresThere(fit, divisible))).toEqual(bits(await scoresHere(engine, divisible)));
    await client.close();
  });

  it('are no scores where the recipe has a task: samples block by block, objectives, each the bits of this process', async () => {
    const client = await connect(cluster);
    const [theta, seed] = [aCandidate(1), 5];
    const divisible = { ...recipe, likelihood: { ...recipe.likelihood, standardError: false } as Recipe['likelihood'] };
    const samples: Recipe = { ...divisible, task: { kind: 'samples' } };
    const sampling = await client.openFit(samples, { name: 'samples' });
    const blocks = blocksOf(samples, 1000);
    const there = await Promise.all(blocks.map((block, index) => sampling.sample({ index, theta, seed, block })));
    const here = blocks.map((block) => engine.samples(engine.prepare(samples), { theta, seed, ...block }));
    expect(blocks.length).toBeGreaterThan(2);
    expect(there).toMatchObject((await Promise.all(here)).map(({ outcomes }) => ({ kind: 'sampled', outcomes })));
    const moments = { kind: 'moments', groups: new Uint8Array(recipe.trials), orders: [1, 2] } as const;
    const objectives: Recipe = { ...divisible, task: { kind: 'objectives', objectives: [moments] } };
    const measuring = await client.openFit(objectives, { name: 'objectives' });
    const { values } = await engine.objectives(engine.prepare(objectives), { theta, seed });
    expect(await measuring.evaluate(0, theta, seed)).toMatchObject({ kind: 'measured', values });
    await client.close();
  });

  it('of one lone candidate come in as many parts as there are workers', async () => {
    const heavy = anExactRecipe({ trials: 4000 });
    const own = await LocalCluster.start({ nWorkers: 3, workerCores: 1 });
    const client = await connect(own);
    const source = { recipe: () => heavy };
    const { perTrial } = await client.logLikelihood(source, [...aCandidate(0)], { inputs: [] });
    // A part that is late goes to whoever is idle: how many there are is certain, not who is first with each (S10).
    const parts = (await client.workers()).map(({ evaluations }) => evaluations);
    expect(parts.reduce((sum, count) => sum + count, 0)).toBe(3);
    expect(bits([perTrial])).toEqual(bits(await scoresHere(engine, heavy, 1)));
    await client.close();
    await own.stop();
  });

  it('come by logLikelihood for any source of recipes, compiled once for each pair of source and inputs', async () => {
    const client = await connect(cluster);
    let compiled = 0;
    const source = {
      recipe: () => {
        compiled += 1;
        return perEvaluation;
      },
    };
    const inputs: never[] = [];
    const scores = await Promise.all(
      Array.from({ length: 100 }, (_, index) => client.logLikelihood(source, [...aCandidate(index)], { inputs })),
    );
    const prepared = engine.prepare(perEvaluation);
    const seed = evaluationSeed(perEvaluation, 0);
    for (const [index, { value, perTrial }] of scores.entries()) {
      const shard = { theta: aCandidate(index), seed, firstTrial: 0, trialCount: 20 };
      const { logLik } = await engine.logLikelihood(prepared, shard);
      expect(bits([perTrial])).toEqual(bits([logLik]));
      expect(value).toBe(sumLogLik(logLik, perEvaluation.observed.include));
    }
    expect(compiled).toBe(1);
    await client.logLikelihood(source, [0.1, 0.2], { inputs: [] });
    expect(compiled).toBe(2);
    await expect(client.logLikelihood(source, [1], { inputs })).rejects.toThrow(
      'parameters must be 2 numbers (DDM.rate, DDM.threshold), got 1',
    );
    await client.close();
  });

  it('are refused with the reason where a candidate or a recipe is impossible', async () => {
    const client = await connect(cluster);
    const fit = await client.openFit(recipe, { name: 'impossible' });
    expect(await fit.evaluate(0, Float64Array.of(0, -1), 1)).toMatchObject({
      kind: 'failed',
      error: { message: expect.stringMatching(/threshold/) },
    });
    const broken = { ...recipe, numEstimates: -5 };
    const other = await client.openFit(broken, { name: 'broken' });
    expect(await other.evaluate(0, aCandidate(0), 1)).toMatchObject({
      kind: 'failed',
      error: { code: 'ERR_RECIPE', message: expect.stringMatching(/numEstimates/) },
    });
    expect(await fit.evaluate(1, aCandidate(1), 1)).toMatchObject({ kind: 'scored' });
    await client.close();
  });
});

describe('a worker with a busy kernel', () => {
  /** One evaluation of `slow` takes many seconds. */
  const heavy = aRecipe({ trials: 200, numEstimates: 500_000 });
  const slow = Float64Array.of(0, 1);

  it('loses nothing when it is killed in mid-fit: all results, same bits, attempts counted', async () => {
    const recipe = aRecipe({ trials: 60, numEstimates: 2000 });
    const cluster = await LocalCluster.start({ nWorkers: 2, workerCores: 1 });
    const client = await connect(cluster);
    const fit = await client.openFit(recipe, { name: 'mid-fit' });
    const pending = scoresThere(fit, recipe);
    const [victim] = cluster.workerPids;
    await until('both workers have scored', async () =>
      (await client.workers()).every(({ evaluations }) => evaluations > 0),
    );
    process.kill(victim ?? 0, 'SIGKILL');
    const there = await pending;
    expect(fit.attemptsLost).toBeGreaterThan(0);
    expect(fit.workers).toBe(1);
    const engine = createEngine({ threads: 1 });
    expect(bits(there)).toEqual(bits(await scoresHere(engine, recipe)));
    engine.close();
    await client.close();
    await cluster.stop();
  });

  it('stays a member while it computes, and lets go at once when the evaluation is cancelled', async () => {
    const cluster = await LocalCluster.start({ nWorkers: 1, workerCores: 1 });
    const client = await connect(cluster);
    const fit = await client.openFit(heavy, { name: 'heavy' });
    const cancel = new AbortController();
    const pending = fit.evaluate(0, slow, 1, cancel.signal).catch((error: unknown) => error);
    await until('it computes', async () => (await client.workers())[0]?.state === 'running');
    const computingMs = performance.now();
    // Longer than the silence after which a link is lost.
    await until('four seconds of computing', () => performance.now() - computingMs > 4_000);
    expect(fit.workers).toBe(1);
    expect(fit.attemptsLost).toBe(0);
    cancel.abort();
    expect(await pending).toMatchObject({ code: 'ERR_CANCELLED' });
    await until('it is idle', async () => (await client.workers())[0]?.state === 'idle', 1_000);
    await client.close();
    await cluster.stop();
  });

  it('ends within 5 s of the SIGKILL of its parent', async () => {
    const script = new Script(`
      const recipe = ${toSource(heavy)};
      const local = await cluster.LocalCluster.start({ nWorkers: 1, workerCores: 2 });
      const client = await cluster.Client.connect(local.url, { secretFile: local.secretFile });
      const fit = await client.openFit(recipe, { name: 'heavy' });
      fit.evaluate(0, Float64Array.of(0, 1), 1);
      while ((await client.workers())[0].state !== 'running') await new Promise((resolve) => setTimeout(resolve, 5));
      say(local.pids);`);
    const pids = await script.next<number[]>();
    script.kill('SIGKILL');
    await script.exited;
    await until('all children have ended', () => !pids.some(isAlive), 5_000);
  });

  it('ends at once when its cluster is stopped', async () => {
    const cluster = await LocalCluster.start({ nWorkers: 1, workerCores: 2 });
    const client = await connect(cluster);
    const fit = await client.openFit(heavy, { name: 'heavy' });
    const pending = fit.evaluate(0, slow, 1).catch((error: unknown) => error);
    await until('it computes', async () => (await client.workers())[0]?.state === 'running');
    const startMs = performance.now();
    await cluster.stop();
    expect(performance.now() - startMs).toBeLessThan(5_000);
    expect(await pending).toMatchObject({ code: 'ERR_CLUSTER_LOST' });
    await client.close();
  });
});
