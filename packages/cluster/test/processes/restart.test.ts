/** A scheduler that is killed and started again: workers and clients that may reconnect carry on where they were. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client, type Outcome } from '@likelihive/cluster';
import { createEngine } from '@likelihive/engine';
import { evaluationSeed } from '@likelihive/model';
import { aCandidate, aRecipe } from '../recipes.js';
import { Script, until } from './support.js';

let folder = '';
let file = '';
let scripts: Script[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'restart-'));
  file = join(folder, 'cluster.json');
});
afterEach(async () => {
  for (const script of scripts) script.kill();
  await Promise.all(scripts.map(({ exited }) => exited));
  scripts = [];
  await rm(folder, { recursive: true });
});

function run(body: string): Script {
  const script = new Script(body);
  scripts.push(script);
  return script;
}

const scheduler = () =>
  run(`process.exit(await cluster.runSchedulerProcess({ contactFile: ${JSON.stringify(file)}, onListening: say }));`);
const worker = (reconnectMs: number) =>
  run(`process.exit(await cluster.runWorkerProcess({ scheduler: ${JSON.stringify(file)}, threads: 1,
    reconnectMs: ${reconnectMs}, onJoined: () => say('joined'), onFailure: (text) => process.stderr.write(text + '\\n') }));`);

/** Resolves once a process has used no processor for a while: what was in its kernel is done. */
async function idle(pid: number): Promise<void> {
  let [used, sinceMs] = ['', performance.now()];
  await until('the process is idle', async () => {
    const now = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(' ').slice(13, 15).join(' ');
    if (now !== used) [used, sinceMs] = [now, performance.now()];
    return performance.now() - sinceMs > 500;
  });
}

describe('a scheduler that is killed and started again', () => {
  const recipe = aRecipe({ trials: 40, numEstimates: 4000 });
  const N = 16;

  it('loses nothing: the fit goes on, with the same bits, and what was finished is not computed again', async () => {
    const first = scheduler();
    await first.next();
    const hand = worker(60_000);
    await hand.next();
    const notices: string[] = [];
    const client = await Client.connect(file, { reconnectMs: 60_000 });
    const fit = await client.openFit(recipe, { name: 'through', onNotice: (text) => notices.push(text) });
    let settled = 0;
    const pending = Array.from({ length: N }, async (_, index): Promise<Outcome> => {
      const outcome = await fit.evaluate(index, aCandidate(index), evaluationSeed(recipe, index));
      settled += 1;
      return outcome;
    });
    await until('some are answered', () => settled >= 3);
    first.kill('SIGSTOP'); // from now on scores are on their way to nobody
    await idle(hand.pid);
    const settledBefore = settled;
    expect(settledBefore).toBeLessThan(N - 1);
    first.kill('SIGKILL');
    await first.exited;
    await scheduler().next();

    const outcomes = await Promise.all(pending);
    const engine = createEngine({ threads: 1 });
    const prepared = engine.prepare(recipe);
    for (const [index, outcome] of outcomes.entries()) {
      const seed = evaluationSeed(recipe, index);
      const shard = { theta: aCandidate(index), seed, firstTrial: 0, trialCount: recipe.trials };
      const { logLik, variance } = await engine.logLikelihood(prepared, shard);
      expect(outcome).toMatchObject({ kind: 'scored', logLik, variance });
    }
    engine.close();
    const [{ evaluations } = { evaluations: N }] = await client.workers();
    expect(evaluations).toBeLessThanOrEqual(N - settledBefore - 1);
    expect(notices[0]).toMatch(/^the scheduler is out of reach/);
    expect(fit.isOpen).toBe(true);
    await client.close();
  }, 60_000);

  it('is waited for a bounded time', async () => {
    const first = scheduler();
    await first.next();
    const hand = worker(500);
    await hand.next();
    const client = await Client.connect(file, { reconnectMs: 500 });
    const fit = await client.openFit(recipe, { name: 'in vain' });
    const pending = fit.evaluate(0, Float64Array.of(0, 1), 1).catch((error: unknown) => error);
    first.kill('SIGKILL');
    expect(await pending).toMatchObject({ code: 'ERR_CLUSTER_LOST' });
    expect(await hand.exited).toBe(3);
    await expect(client.status()).rejects.toMatchObject({ code: 'ERR_CLUSTER_LOST' });
    await client.close();
  }, 60_000);
});
