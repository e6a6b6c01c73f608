/**
 * The thread that works off the inputs of one target after the other. `main.mjs` watches it from outside, because a
 * thread that hangs cannot say so.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { randomOf } from './random.mjs';

const { plan, modules, seed, progress } = workerData;
const position = new Int32Array(progress);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

const targets = new Map();
for (const module of modules) {
  for (const target of (await import(module)).targets ?? []) targets.set(target.name, target);
}
for (const [place, { name, from, to }] of plan.entries()) {
  Atomics.store(position, 0, place);
  parentPort.postMessage({ name, ...(await work(targets.get(name), from, to)) });
}
for (const target of targets.values()) await target.close?.();

async function work(target, from, to) {
  const counts = { accepted: 0, refused: 0 };
  let slowestMs = 0;
  let early = null;
  for (let index = from; index < to; index += 1) {
    Atomics.store(position, 1, index);
    const startMs = performance.now();
    counts[await outcome(target, target.make(randomOf(`${seed}|${target.name}|${index}`)))] += 1;
    slowestMs = Math.max(slowestMs, performance.now() - startMs);
    // Let the loop turn, as it would between frames.
    if (index % 256 === 255) await new Promise(setImmediate);
    if (index - from === Math.floor((to - from) / 5)) early = heapBytes();
  }
  return { ...counts, slowestMs, grownBytes: early === null ? 0 : heapBytes() - early };
}

async function outcome(target, input) {
  try {
    return await target.run(input);
  } catch (error) {
    const isRefusal = target.isRefusal ?? ((each) => typeof each?.code === 'string' && each.code.startsWith('ERR_'));
    if (isRefusal(error)) return 'refused';
    throw error;
  }
}

function heapBytes() {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
