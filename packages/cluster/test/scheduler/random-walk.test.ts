/** A seeded walk through everything that can happen to a scheduler; the invariants are checked after every step. */
import { describe, expect, it } from '@jest/globals';
import { recipeHash } from '@likelihive/model';
import { type AttemptId, type FitId, fitId, recipeHashId, type WorkerId, workerId } from '../../src/protocol/ids.js';
import type { ShardOutcome } from '../../src/protocol/messages.js';
import { randomFrom } from '../../src/simulation/random.js';
import { checkInvariants } from '../../src/simulation/scheduler-invariants.js';
import { aHello, anEvaluate, anOpenFit, aRef, aShardDone, BLOCK, SAMPLED, SCORED } from '../builders.js';
import { Story } from './story.js';

/** One walk, with books of its own on what must be answered. */
class Walk {
  readonly story: Story;
  readonly #random: (below: number) => number;
  readonly #owed = new Map<FitId, Set<number>>();
  readonly #next = new Map<FitId, number>();
  readonly #trials = new Map<FitId, number>();
  #read = 0;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
    const [creditsPerWorker, mostCreditsPerWorker] = [1 + this.#random(3), 1 + this.#random(8)];
    this.story = new Story({ creditsPerWorker, mostCreditsPerWorker, maxAttempts: 1 + this.#random(3) });
  }

  step(): void {
    const moves = [
      () => this.#join(),
      () => this.#openFit(),
      () => this.#evaluate(),
      () => this.#evaluate(),
      () => this.#evaluate(),
      () => this.#finish(),
      () => this.#finish(),
      () => this.#finish(),
      () => this.#die(),
      () => this.#wake(),
      () => this.#leave(),
      () => this.#cancel(),
      () => this.#random(6) === 0 && this.#close(),
    ];
    moves[this.#random(moves.length)]?.();
    checkInvariants(this.story.state);
    this.#readAnswers();
  }

  /** Lets everything finish: S4 for what is left. */
  finish(): void {
    this.#join();
    for (let left = 10_000; left > 0 && this.#finish(); left -= 1) {
      checkInvariants(this.story.state);
      this.#readAnswers();
      if (this.story.state.room.places.size === 0) this.#join();
    }
    for (const [fit, owed] of this.#owed) {
      if (this.story.state.fits.has(fit)) expect([fit, ...owed]).toEqual([fit]);
    }
  }

  #pick<T>(from: Iterable<T>): T | undefined {
    const all = [...from];
    return all[this.#random(Math.max(1, all.length))];
  }

  #join(): void {
    this.story.receive(aHello({ replyTo: aRef('worker') }));
  }

  #openFit(): void {
    if (this.story.state.fits.size >= 4) return;
    const text = `recipe ${this.#random(3)}`;
    const recipe = recipeHashId(recipeHash(text));
    const name = fitId(`f${this.story.state.issued.fits + 1}`);
    const [trials, divisible] = [1 + this.#random(9), this.#random(3) > 0];
    const priority = 1 + this.#random(3);
    this.story.receive(anOpenFit({ recipe, text, priority, trials, divisible, replyTo: aRef(name) }));
    this.#owed.set(name, new Set());
    this.#trials.set(name, trials);
  }

  #evaluate(): void {
    const fit = this.#pick(this.story.state.fits.keys());
    if (fit === undefined) return;
    const index = (this.#next.get(fit) ?? 0) + this.#random(2);
    this.#next.set(fit, index + 1);
    this.#owed.get(fit)?.add(index);
    this.story.receive(anEvaluate({ fit, index, block: this.#random(4) === 0 ? BLOCK : null }));
  }

  #finish(): boolean {
    const held: [WorkerId, AttemptId, boolean][] = [...this.story.state.workers.values()].flatMap(
      ({ id, holds, leaving }) =>
        [...holds.keys()].map((attempt): [WorkerId, AttemptId, boolean] => [id, attempt, leaving]),
    );
    const [worker, attempt, leaving] = this.#pick(held) ?? [];
    if (worker === undefined || attempt === undefined) return false;
    const shard = this.story.state.workers.get(worker)?.holds.get(attempt);
    const logLik = new Float64Array(shard?.trialCount ?? 1).map((_, i) => (shard?.firstTrial ?? 0) + i);
    const elapsedMs = this.#random(20) / 2;
    const isSampled = (shard?.evaluation.block ?? null) !== null;
    const scored: ShardOutcome = isSampled ? { ...SAMPLED, elapsedMs } : { ...SCORED, logLik, elapsedMs };
    const failed: ShardOutcome = { kind: 'failed', error: { code: 'ERR_KERNEL_ARGUMENT', message: 'impossible' } };
    const back = leaving && this.#random(2) === 0;
    const outcome: ShardOutcome = back ? { kind: 'returned' } : this.#random(10) === 0 ? failed : scored;
    this.story.receive(aShardDone({ worker, attempt, outcome }));
    return true;
  }

  #die(): void {
    const worker = this.#pick(this.story.state.workers.keys()) ?? workerId('w99');
    this.story.play({
      type: 'down',
      watched: { kind: 'worker', worker },
      reason: 'noconnection',
      nowMs: this.story.nowMs,
    });
  }

  #wake(): void {
    this.story.nowMs += this.#random(200);
    if (this.story.state.wakes) this.story.play({ type: 'woke', nowMs: this.story.nowMs });
  }

  #leave(): void {
    const worker = this.#pick(this.story.state.workers.keys());
    if (worker !== undefined) this.story.receive({ type: 'leaving', worker });
  }

  #cancel(): void {
    const fit = this.#pick(this.story.state.fits.keys());
    const index = fit === undefined ? undefined : this.#pick(this.#owed.get(fit) ?? []);
    if (fit === undefined || index === undefined) return;
    this.#owed.get(fit)?.delete(index);
    this.story.receive({ type: 'cancel-evaluation', fit, index });
  }

  #close(): void {
    const fit = this.#pick(this.story.state.fits.keys());
    if (fit === undefined) return;
    this.story.receive({ type: 'close-fit', fit });
    this.#owed.delete(fit);
  }

  /** S4 and S7: no answer twice, none that is not owed, none to a closed fit. */
  #readAnswers(): void {
    for (; this.#read < this.story.sent.length; this.#read += 1) {
      const sent = this.story.sent[this.#read];
      if (sent?.message.type !== 'evaluated') continue;
      const index = sent.message.index as number;
      const owed = this.#owed.get(fitId(sent.to));
      if (!owed?.delete(index)) throw new Error(`S4: ${sent.to}/${index} was answered but not owed`);
      const outcome = sent.message.outcome as ShardOutcome;
      const trials = this.#trials.get(fitId(sent.to)) ?? 0;
      if (outcome.kind === 'scored') expect([...outcome.logLik]).toEqual([...Array(trials).keys()]);
    }
  }
}

describe('scheduler: random walks', () => {
  it('keep every invariant at every step, and answer everything that is owed (300 walks of 400 steps)', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const walk = new Walk(seed);
      try {
        for (let n = 0; n < 400; n += 1) walk.step();
        walk.finish();
      } catch (error) {
        throw new Error(`walk of seed ${seed}: ${String(error)}`, { cause: error });
      }
    }
  });
});
