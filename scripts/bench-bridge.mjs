/**
 * The figures of `scripts/bench-bridge`: what a round trip costs, and what an ask and a tell cost beyond the time that
 * Python itself measures for them. Medians of differences call by call, so that a busy machine changes them little.
 */
import { performance } from 'node:perf_hooks';
import { PythonProcess } from '../packages/optimize/dist/bridge/python-process.js';

const [python, trials] = [process.argv[2], Number(process.argv[3])];
const DIMENSIONS = 6;
const SAMPLERS = ['RandomSampler', 'TPESampler', 'CmaEsSampler'];
const WARM_UP = 20;

const interval = { name: 'FloatDistribution', attributes: { low: -5, high: 5, step: null, log: false } };
const space = Array.from({ length: DIMENSIONS }, (_, i) => [`x${i}`, JSON.stringify(interval)]);
const quantile = (values, q) => values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))];

/** One call: its answer, and its milliseconds here and in Python. */
async function timed(bridge, op, members) {
  const start = performance.now();
  const { ms, answer } = await bridge.request('timed', { of: { op, ...members } });
  return { answer, here: performance.now() - start, there: ms };
}

async function measure(sampler, batch) {
  const bridge = new PythonProcess(python);
  const given = { class: sampler, options: {} };
  await bridge.request('open', { sampler: given, study: null, seed: 0, direction: 'minimize', space });
  const rows = [];
  for (let i = 0; i < trials + WARM_UP; i++) {
    const asked = await timed(bridge, 'ask', { count: batch });
    const results = asked.answer.map(([number, x]) => [number, [x.reduce((sum, v) => sum + v * v, 0)], null]);
    const told = await timed(bridge, 'tell', { results });
    rows.push([asked, told]);
  }
  await bridge.close();
  const median = (pick) => quantile(rows.slice(WARM_UP).map(pick), 0.5).toFixed(3).padStart(10);
  const cells = [
    median(([ask]) => ask.there),
    median(([ask]) => ask.here - ask.there),
    median(([, tell]) => tell.there),
    median(([, tell]) => tell.here - tell.there),
  ];
  console.log(`${sampler.padEnd(14)}${String(batch).padStart(6)}${cells.join('')}`);
}

const bare = new PythonProcess(python);
const pings = [];
for (let i = 0; i < 2000; i++) {
  const start = performance.now();
  await bare.request('ping');
  pings.push(performance.now() - start);
}
await bare.close();
console.log(
  `round trip: median ${quantile(pings, 0.5).toFixed(3)} ms, nine in ten below ${quantile(pings, 0.9).toFixed(3)} ms`,
);
console.log(`\nmedian of ${trials} calls, ${DIMENSIONS} parameters [ms]`);
console.log('sampler        batch       ask   +bridge      tell   +bridge');
for (const sampler of SAMPLERS) await measure(sampler, 1);
await measure('RandomSampler', 32);
