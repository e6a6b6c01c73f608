/** What holds for every sampler (`../conformance.ts`) holds for those of a real Optuna behind the bridge. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { OptunaSearch } from '../../src/bridge/optuna-search.js';
import { contains, OptunaSampler, type RemoteSearch, type SearchSpace } from '../../src/index.js';
import { anyMoves, anySeed, anySpace, type Kind, type Move, resultOf } from '../conformance.js';
import { pythonWithOptuna } from './support.js';

const python = pythonWithOptuna();

/** Samplers of Optuna; those that are slow to ask have few runs in which to show what they are. */
const BRIDGED: readonly {
  readonly name: string;
  readonly make: (seed: number) => OptunaSampler;
  readonly spaces?: Kind['spaces'];
}[] = [
  { name: 'RandomSampler', make: (seed) => bridged('RandomSampler', { seed }) },
  { name: 'QMCSampler', make: (seed) => bridged('QMCSampler', { seed, scramble: true }) },
  { name: 'CmaEsSampler', make: (seed) => bridged('CmaEsSampler', { seed, popsize: 4 }), spaces: 'numeric' },
  { name: 'TPESampler', make: (seed) => bridged('TPESampler', { seed, nStartupTrials: 3 }) },
  { name: 'NSGAIISampler', make: (seed) => bridged('NSGAIISampler', { seed, populationSize: 4 }) },
  { name: 'BruteForceSampler', make: (seed) => bridged('BruteForceSampler', { seed }), spaces: 'stepped' },
];

function bridged(
  name: string,
  { seed, ...options }: { readonly seed: number; readonly [name: string]: number | boolean },
) {
  return new OptunaSampler(name, { ...options, seed: Math.abs(seed) % 2 ** 32 }, { python }); // NumPy's seeds have 32 bits
}

/** Lets a search live through `moves`, and kills its process before the move `killAt`; gives what each ask gave. */
async function live(
  search: RemoteSearch,
  moves: readonly Move[],
  { salt, killAt = -1 }: { salt: number; killAt?: number },
) {
  const out: [Float64Array, number][] = [];
  const asked: number[][][] = [];
  let index = 0;
  try {
    for (const [i, move] of moves.entries()) {
      const { pid } = search as OptunaSearch;
      if (i === killAt && pid !== undefined) process.kill(pid, 'SIGKILL');
      if ('tell' in move) {
        await search.tell(out.splice(0, move.tell).map(([x, at]) => resultOf(x, at, salt)));
        continue;
      }
      const candidates = await search.ask(move.ask);
      asked.push(candidates.map((x) => [...x]));
      for (const x of candidates) out.push([x, index++]);
    }
    return asked;
  } finally {
    await search.close();
  }
}

function isAllowed(space: SearchSpace, x: readonly number[]): boolean {
  const choices = space.toChoices(x);
  return x.every((value, i) => {
    const { range } = space.dimensions[i]!;
    return range.kind === 'grid' ? range.values.includes(value) : contains(space.distributions[i]!, choices[i]!);
  });
}

describe.each(BRIDGED)('$name of Optuna', (kind) => {
  it('asks within bounds and on the grid for no more than is wanted, the same again, also after its process was killed', async () => {
    await fc.assert(
      fc.asyncProperty(
        anySpace(kind),
        anySeed,
        anyMoves,
        fc.nat(),
        fc.nat(15),
        async (space, seed, moves, salt, at) => {
          const start = () => kind.make(seed).start(space, 'minimize');
          const [asked, again, killed] = await Promise.all([
            live(start(), moves, { salt }),
            live(start(), moves, { salt }),
            live(start(), moves, { salt, killAt: at % moves.length }),
          ]);
          const wanted = moves.flatMap((move) => ('ask' in move ? [move.ask] : []));

          asked.forEach((candidates, k) => {
            expect(candidates.length).toBeLessThanOrEqual(wanted[k]!);
            expect(candidates.filter((x) => !isAllowed(space, x))).toEqual([]);
          });
          expect(again).toEqual(asked);
          expect(killed).toEqual(asked);
        },
      ),
      { numRuns: 3, seed: 12, endOnFailure: true }, // each run starts four processes
    );
  }, 180_000);
});
