/**
 * Throws structured nonsense at everything that reads what others send: no crash, no hang, no growth, and nothing let in
 * that must stay out.
 *
 *     scripts/fuzz [--inputs N] [--seed TEXT] [--only TEXT] [--at INDEX] [--hang-ms N] [--targets FILE …]
 *
 *     --inputs   how many in all, 1,000,000 by default, shared out by the targets' shares
 *     --seed     what all inputs follow from; a new one by default, printed first
 *     --only     targets whose name or file name contains this
 *     --at       only this input of each target, to see a finding again
 *     --hang-ms  longest time of one input, 20,000 by default
 *     --targets  other files than those in scripts/fuzzing/targets
 *
 * What a target is says scripts/fuzzing/targets/actors.mjs; another package adds a file beside it.
 *
 * Ends with 0 if nothing was found, 1 with the finding and the command that shows it again, 2 if an option is wrong.
 */
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';

/** What caches and compiled code may add after the first fifth of a target's inputs. */
const MAX_GROWN_BYTES = 16 * 1024 * 1024;

const options = readOptions();
const modules = options.files.map((file) => pathToFileURL(file).href);
const plan = await makePlan();
console.log(`seed ${options.seed}`);
process.exit((await run()) ? 0 : 1);

function readOptions() {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        inputs: { type: 'string', default: '1000000' },
        seed: { type: 'string', default: randomBytes(6).toString('hex') },
        only: { type: 'string', default: '' },
        at: { type: 'string' },
        'hang-ms': { type: 'string', default: '20000' },
        targets: { type: 'string', multiple: true },
      },
    }));
  } catch (error) {
    return refuse(error.message);
  }
  const own = new URL('./targets/', import.meta.url);
  const found = readdirSync(own).map((name) => fileURLToPath(new URL(name, own)));
  const inputs = Number(values.inputs);
  if (!Number.isSafeInteger(inputs) || inputs < 1)
    return refuse(`--inputs must be an integer above 0, got ${values.inputs}`);
  const at = values.at === undefined ? null : Number(values.at);
  if (at !== null && !Number.isSafeInteger(at)) return refuse(`--at must be an integer, got ${values.at}`);
  const hangMs = Number(values['hang-ms']);
  if (!(hangMs > 0)) return refuse(`--hang-ms must be a number above 0, got ${values['hang-ms']}`);
  return {
    inputs,
    at,
    hangMs,
    seed: values.seed,
    only: values.only,
    files: values.targets ?? found,
    given: values.targets ?? [],
  };
}

function refuse(text) {
  console.error(text);
  process.exit(2);
}

/** Which inputs of which target. A file without `targets` (a part of another) has none. */
async function makePlan() {
  const all = [];
  for (const [place, module] of modules.entries()) {
    const { targets = [] } = await import(module);
    const file = basename(options.files[place]);
    all.push(...targets.filter(({ name }) => name.includes(options.only) || file.includes(options.only)));
  }
  if (all.length === 0) refuse(`--only must be part of a target's name or file, got ${options.only}`);
  const whole = all.reduce((sum, { share }) => sum + share, 0);
  return all.map(({ name, share }) => {
    if (options.at !== null) return { name, from: options.at, to: options.at + 1 };
    return { name, from: 0, to: Math.max(1, Math.ceil((options.inputs * share) / whole)) };
  });
}

async function run() {
  const progress = new SharedArrayBuffer(8);
  const position = new Int32Array(progress);
  const workerData = { plan, modules, seed: options.seed, progress };
  const worker = new Worker(new URL('./worker.mjs', import.meta.url), { workerData });
  let good = true;
  const finding = (what) => {
    good = false;
    const { name } = plan[position[0]];
    console.log(`FOUND at input ${position[1]} of "${name}": ${what}`);
    const own = options.given.map((file) => ` --targets ${file}`).join('');
    console.log(`again: scripts/fuzz --seed ${options.seed} --only "${name}" --at ${position[1]}${own}`);
  };
  worker.on('message', ({ name, accepted, refused, slowestMs, grownBytes }) => {
    const grown = (grownBytes / 1024 / 1024).toFixed(1);
    const inputs = accepted + refused;
    console.log(
      `${name.padEnd(34)} ${String(inputs).padStart(8)} inputs, ${accepted} accepted, slowest ${slowestMs.toFixed(0)} ms, heap ${grown} MiB`,
    );
    if (grownBytes > MAX_GROWN_BYTES) finding(`memory grew by ${grown} MiB`);
  });
  const watch = watchOver(position, () => {
    finding(`no end within ${options.hangMs} ms`);
    void worker.terminate();
  });
  await new Promise((resolve) => {
    worker.once('error', (error) => finding(error?.stack ?? String(error)));
    worker.once('exit', resolve);
  });
  clearInterval(watch);
  return good;
}

/** Calls `hung` once if the position stays the same for too long. */
function watchOver(position, hung) {
  let last = '';
  let sinceMs = performance.now();
  return setInterval(() => {
    const now = position.join();
    if (now !== last) [last, sinceMs] = [now, performance.now()];
    else if (performance.now() - sinceMs > options.hangMs) {
      sinceMs = Infinity;
      hung();
    }
  }, 250);
}
