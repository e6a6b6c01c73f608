import { describe, expect, it } from '@jest/globals';
import { attemptId, type RecipeHash, recipeHashId, workerId } from '../../src/protocol/ids.js';
import type { SchedulerToWorker, WorkerToScheduler } from '../../src/protocol/messages.js';
import { resolveWorkerOptions } from '../../src/worker/options.js';
import { newWorker, step, type WorkerAction, type WorkerEvent, type WorkerState } from '../../src/worker/state.js';
import { aShard, HASH, SCORED, TEXT } from '../builders.js';

const received = (message: SchedulerToWorker): WorkerEvent => ({ type: 'received', message });
const welcome = (credits = 2) => received({ type: 'welcome', worker: workerId('w1'), credits });
const run = (attempt = 'a1', recipe: RecipeHash = HASH) => received(aShard({ attempt: attemptId(attempt), recipe }));
const recipe = (hash: RecipeHash = HASH) => received({ type: 'recipe', recipe: hash, text: TEXT });
const prepared = (hash: RecipeHash = HASH): WorkerEvent => ({ type: 'prepared', recipe: hash });
const finished = (attempt = 'a1'): WorkerEvent => ({ type: 'finished', attempt: attemptId(attempt), outcome: SCORED });
const cancel = (attempt: string) => received({ type: 'cancel-shard', attempt: attemptId(attempt) });
const leave: WorkerEvent = { type: 'leave' };
const goodbye = received({ type: 'goodbye', reason: 'done' });
/** A worker that holds the recipe and computes `a1`. */
const computing = [welcome(), run(), recipe(), prepared()];

/** Runs a story from `joining` and returns where it ends and everything that it did. */
function story(...events: readonly WorkerEvent[]): { state: WorkerState; actions: readonly WorkerAction[] } {
  let state = newWorker(resolveWorkerOptions({ preparedRecipes: 2 }));
  const actions: WorkerAction[] = [];
  for (const event of events) {
    const [next, more] = step(state, event);
    state = next;
    actions.push(...more);
  }
  return { state, actions };
}

const kinds = (actions: readonly WorkerAction[]) =>
  actions.map((action) => (action.type === 'send' ? action.message.type : action.type));

/** `attempt: kind of outcome` of every answer. */
const answers = (actions: readonly WorkerAction[]) =>
  actions
    .map((action) => (action.type === 'send' ? (action.message as WorkerToScheduler) : null))
    .flatMap((message) => (message?.type === 'shard-done' ? [`${message.attempt}: ${message.outcome.kind}`] : []));

describe('worker', () => {
  it('asks for a recipe that it does not hold, prepares it once, and evaluates', () => {
    const { actions } = story(...computing, finished(), run('a2'), finished('a2'));
    expect(kinds(actions)).toEqual([
      'joined',
      'need-recipe',
      'prepare',
      'evaluate',
      'shard-done',
      'evaluate',
      'shard-done',
    ]);
  });

  it('holds a second shard and begins it as soon as the first is done (W1)', () => {
    const { actions } = story(...computing, run('a2'), finished());
    expect(kinds(actions).slice(-2)).toEqual(['shard-done', 'evaluate']);
    expect(actions.at(-1)).toMatchObject({ shard: { attempt: 'a2' } });
  });

  it('refuses a shard beyond its credits (W1)', () => {
    const { state, actions } = story(...computing, run('a2'), run('a3'));
    expect(state.now).toMatchObject({ head: { shard: { attempt: 'a1' } }, queue: [{ attempt: 'a2' }] });
    expect(actions.at(-1)).toMatchObject({
      type: 'send',
      message: { attempt: 'a3', outcome: { kind: 'failed', error: { code: 'ERR_WORKER_BUSY' } } },
    });
  });

  it('reports a recipe that cannot be read and goes on (W2)', () => {
    const error = { code: 'ERR_RECIPE', message: 'model must be there' } as const;
    const other = recipeHashId('b'.repeat(64));
    const { actions } = story(welcome(), run(), run('a2', other), recipe(), { type: 'unusable', recipe: HASH, error });
    expect(answers(actions)).toEqual(['a1: failed']);
    expect(actions.at(-1)).toMatchObject({ message: { type: 'need-recipe', recipe: other } });
  });

  it('forgets the recipe that was used least recently, and asks for it again (W4)', () => {
    const [one, two, three] = ['a', 'b', 'c'].map((digit) => recipeHashId(digit.repeat(64))) as [
      RecipeHash,
      RecipeHash,
      RecipeHash,
    ];
    const use = (n: number, hash: RecipeHash) => [run(`a${n}`, hash), recipe(hash), prepared(hash), finished(`a${n}`)];
    const { state, actions } = story(
      welcome(),
      ...use(1, one),
      ...use(2, two),
      run('a3', one),
      finished('a3'),
      ...use(4, three),
      run('a5', two),
    );
    expect(actions.filter(({ type }) => type === 'forget')).toEqual([{ type: 'forget', recipe: two }]);
    expect(state.held).toEqual([one, three]);
    expect(actions.at(-1)).toMatchObject({ message: { type: 'need-recipe', recipe: two } });
  });

  it('aborts a cancelled shard in the kernel and answers when the kernel has let go (W2)', () => {
    const aborting = story(...computing, cancel('a1'));
    expect(aborting.actions.at(-1)).toEqual({ type: 'abort', attempt: 'a1' });
    expect(answers(aborting.actions)).toEqual([]);
    const cancelled: WorkerEvent = { type: 'finished', attempt: attemptId('a1'), outcome: { kind: 'cancelled' } };
    expect(answers(story(...computing, cancel('a1'), cancelled).actions)).toEqual(['a1: cancelled']);
  });

  it('answers a shard that is cancelled in the queue, or while its recipe is fetched, at once (W2)', () => {
    expect(answers(story(...computing, run('a2'), cancel('a2'), finished()).actions)).toEqual([
      'a2: cancelled',
      'a1: scored',
    ]);
    const fetching = story(welcome(), run(), run('a2'), cancel('a1'), recipe(), prepared());
    expect(answers(fetching.actions)).toEqual(['a1: cancelled']);
    expect(fetching.actions.at(-1)).toMatchObject({ type: 'evaluate', shard: { attempt: 'a2' } });
  });

  it('ignores what finishes after it was cancelled away, and cancels of what it does not hold', () => {
    const { actions } = story(welcome(), run(), cancel('a1'), finished('a1'), cancel('a9'));
    expect(answers(actions)).toEqual(['a1: cancelled']);
  });

  it('finishes its shard, hands back the others and takes none when told to leave (W3)', () => {
    const { state, actions } = story(...computing, run('a2'), leave, run('a3'), finished(), goodbye);
    expect(answers(actions)).toEqual(['a2: returned', 'a3: returned', 'a1: scored']);
    expect(kinds(actions)).toContain('leaving');
    expect(state.now).toEqual({ kind: 'stopped' });
    expect(actions.at(-1)).toEqual({ type: 'exit', end: { kind: 'goodbye' } });
  });

  it('waits for nothing when told to leave twice, nor when it has not joined', () => {
    expect(kinds(story(...computing, leave, leave).actions).slice(-2)).toEqual(['abort', 'exit']);
    expect(kinds(story(leave).actions)).toEqual(['exit']);
  });

  it.each<[string, WorkerEvent, object]>([
    ['goodbye', goodbye, { kind: 'goodbye' }],
    [
      'the loss of the scheduler',
      { type: 'scheduler-down', reason: 'noconnection' },
      { kind: 'lost', reason: 'noconnection' },
    ],
    [
      'a refusal',
      received({ type: 'refused', error: { code: 'ERR_PROTOCOL_VERSION', message: 'no' } }),
      { kind: 'refused', error: { code: 'ERR_PROTOCOL_VERSION', message: 'no' } },
    ],
  ])('stops the kernel and exits once on %s (W5)', (_, event, end) => {
    const { actions } = story(...computing, run('a2'), event, event, finished());
    expect(actions.slice(-2)).toEqual([
      { type: 'abort', attempt: 'a1' },
      { type: 'exit', end },
    ]);
  });
});

describe('a worker that keeps scores', () => {
  const down: WorkerEvent = { type: 'scheduler-down', reason: 'noconnection' };
  const linked: WorkerEvent = { type: 'linked' };
  const play = (keptScores: number, ...events: readonly WorkerEvent[]) => {
    let state = newWorker(resolveWorkerOptions({ keptScores }));
    const actions: WorkerAction[] = [];
    for (const event of events) {
      const [next, more] = step(state, event);
      state = next;
      actions.push(...more);
    }
    return { state, actions };
  };
  const offered = (actions: readonly WorkerAction[]) =>
    actions.flatMap((action) => (action.type === 'send' && action.message.type === 'offer' ? [action.message] : []));

  it('offers to the next scheduler what may have been lost on the way, the last ones only (W6)', () => {
    const scored = ['a1', 'a2', 'a3'].flatMap((attempt) => [run(attempt), recipe(), prepared(), finished(attempt)]);
    const { actions } = play(2, welcome(), ...scored, down, linked, welcome());
    const { theta, seed } = aShard();
    const block = { theta, seed, firstTrial: 0, trialCount: 1, outcome: SCORED };
    const one = { type: 'offer', worker: 'w1', recipe: HASH, ...block };
    expect(offered(actions)).toEqual([one, one]);
  });

  it('finishes what is in its kernel and offers that too, whether it is back by then or not (W6)', () => {
    const back = play(4, ...computing, run('a2'), down, linked, welcome(), finished());
    expect(offered(back.actions)).toHaveLength(1);
    expect(answers(back.actions)).toEqual([]);
    const later = play(4, ...computing, run('a2'), down, finished(), linked, welcome());
    expect(offered(later.actions)).toHaveLength(1);
    expect(later.state.now).toMatchObject({ kind: 'member', head: null, queue: [] });
  });

  it('lets what it is given wait for that, up to its credits, whatever the attempts are called (W1, W6)', () => {
    const { state, actions } = play(4, ...computing, down, linked, welcome(2), run('a1'), run('a2'), run('a3'));
    expect(answers(actions)).toEqual(['a3: failed']);
    const [, cancelled] = step(state, cancel('a1'));
    expect(answers(cancelled)).toEqual(['a1: cancelled']);
    expect(kinds(cancelled)).not.toContain('abort');
  });

  it('ends when it is told that there will be no other scheduler (W5)', () => {
    const { actions } = play(4, ...computing, down, { type: 'gave-up', reason: 'ERR_TIMEOUT' });
    expect(actions.slice(-2)).toEqual([
      { type: 'abort', attempt: 'a1' },
      { type: 'exit', end: { kind: 'lost', reason: 'ERR_TIMEOUT' } },
    ]);
  });
});
