/** The compiled file itself, and processes that load it. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { benchKernel, kernelInfo } from '../ts/index.js';

const run = promisify(execFile);
const ADDON = fileURLToPath(new URL('../build/kernel.node', import.meta.url));

/** Runs a script with the addon as `kernel` in a Node of its own. */
async function inNode(script: string): Promise<{ stdout: string; stderr: string }> {
  const source = `const kernel = require(${JSON.stringify(ADDON)}); ${LONG_TASK} ${script}`;
  return run(process.execPath, ['-e', source], { timeout: 30_000 });
}

const LONG_TASK = `
  const all = (value) => new Float64Array(8).fill(value);
  const task = {
    trials: { drift: all(0), threshold: all(5), noise: all(1), startingValue: all(0), offset: all(0),
              nonDecisionTime: all(0), timeStepSize: 1e-5, maxSteps: 50_000_000 },
    key: { purpose: 'simulate', seed: 0, mechanism: 0, firstTrial: 0 }, estimates: 10_000, isa: null };`;

describe('the addon', () => {
  it('imports no exp, log, pow or sine from libm, whose bits depend on the processor', async () => {
    const { stdout } = await run('nm', ['-D', '--undefined-only', ADDON]);
    const imported = stdout.split('\n').map((line) => line.trim().split(/\s+/).at(-1)?.split('@')[0] ?? '');
    expect(imported.length).toBeGreaterThan(20);
    const suspects =
      /^(__)?(exp|exp2|exp10|expm1|log|log2|log10|log1p|pow|sin|cos|tan|sincos|sqrt|fma)[fl]?(_finite)?$/;
    expect(imported.filter((name) => suspects.test(name))).toEqual([]);
  });

  it('names an instruction set that runs here as its choice', () => {
    const { isa, isas, compiler, version } = kernelInfo();
    expect(isas[0]).toBe('scalar');
    expect(isas.at(-1)).toBe(isa);
    expect(compiler).toMatch(/^(GCC|Clang) \d/);
    const packageJson = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
    expect(version).toBe((JSON.parse(packageJson) as { version: string }).version);
  });

  it('does not keep a process alive by an idle pool', async () => {
    await expect(inNode(`new kernel.Pool(3); console.log('idle')`)).resolves.toMatchObject({ stdout: 'idle\n' });
  });

  it('lets a process exit in the middle of its work', async () => {
    const script = `
      const pool = new kernel.Pool(3);
      pool.simulate(0, task).catch(() => {});
      pool.simulate(1, task).catch(() => {});
      setTimeout(() => { console.log('leaving'); process.exit(0); }, 50);`;
    for (let i = 0; i < 5; i++)
      await expect(inNode(script)).resolves.toMatchObject({ stdout: 'leaving\n', stderr: '' });
  });

  it('survives the end of worker threads in the middle of its work', async () => {
    const script = `
      const { Worker } = require('node:worker_threads');
      const source = ${JSON.stringify(LONG_TASK)} + 'const kernel = require(' + JSON.stringify(${JSON.stringify(ADDON)}) +
        '); const pool = new kernel.Pool(2); pool.simulate(0, task).catch(() => {});' +
        'require("node:worker_threads").parentPort.postMessage("begun");';
      (async () => {
        for (let i = 0; i < 5; i++) {
          const worker = new Worker(source, { eval: true });
          await new Promise((resolve) => worker.once('message', resolve));
          await worker.terminate();
        }
        console.log('survived');
      })();`;
    await expect(inNode(script)).resolves.toMatchObject({ stdout: 'survived\n', stderr: '' });
  });

  it('measures itself', async () => {
    const { isa } = kernelInfo();
    const result = await benchKernel({ seconds: 0.05, isas: [isa], threads: 1 });
    expect(result.nsPerStep[isa]).toBeGreaterThan(0.05);
    expect(result.nsPerStep[isa]).toBeLessThan(100);
    expect(result).toMatchObject({ threads: 1, isa });
    expect(result.evaluationMs.perTrial).toBeGreaterThan(0);
  });
});
