/**
 * Random runs of scheduler, workers and drivers in simulated time, from seeds in a row.
 *
 *     scripts/simulate                    100,000 runs from seed 1
 *     scripts/simulate --runs N --from S  N runs from seed S
 *     scripts/simulate --seed S           one run again
 *     scripts/simulate --waiting          64 real workers, over real sockets, whose kernels wait: how busy rounds of eight keep them
 */
import { parseArgs } from 'node:util';
import { simulate } from '../../packages/cluster/dist/simulation/run.js';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    waiting: { type: 'boolean', default: false },
  },
});

/** Failures that are shown before it gives up. */
const MOST_SHOWN = 5;

if (values.waiting) await (await import('./waiting.mjs')).main();
else process.exitCode = runAll(values.seed === undefined ? Number(values.runs) : 1, Number(values.seed ?? values.from));

function runAll(runs, from) {
  const total = { steps: 0, answered: 0, deaths: 0, cuts: 0, restarts: 0 };
  const startMs = performance.now();
  let failed = 0;
  for (let seed = from; seed < from + runs && failed < MOST_SHOWN; seed += 1) {
    try {
      const report = simulate(seed);
      for (const key of Object.keys(total)) total[key] += report[key] ?? 0;
    } catch (error) {
      failed += 1;
      process.stdout.write(`${error.message}\n  again: scripts/simulate --seed ${seed}\n`);
      if (runs === 1) process.stdout.write(`${error.cause?.stack}\n`);
    }
    if ((seed - from + 1) % 10_000 === 0) process.stdout.write(`· ${seed - from + 1} runs\n`);
  }
  const seconds = ((performance.now() - startMs) / 1000).toFixed(0);
  process.stdout.write(`${runs} runs from seed ${from}, ${failed} failed, in ${seconds} s: ${JSON.stringify(total)}\n`);
  return failed === 0 ? 0 : 1;
}
