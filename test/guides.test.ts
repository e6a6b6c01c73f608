/** The code in the guide to models of one's own runs, block by block, in their order. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT } from './support/command.js';
import { likelihive } from './support/slurm-bed.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'likelihive-guides-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the prose around a block takes for granted, by the first words of the block; none may be missing. */
const TAKEN_FOR_GRANTED: Readonly<Record<string, string>> = {
  'import {': '',
  'const evidence': '',
  'const pec': '',
  'composition.addProjection': `
    const { InputPort, MappingProjection } = await import('likelihive');
    const unit = (name: string) => new ProcessingMechanism({ name, inputPorts: [new InputPort({ inputShapes: 2 })] });
    const [sender, receiver, first, second, third] = ['sender', 'receiver', 'first', 'second', 'third'].map(unit) as [
      ReturnType<typeof unit>, ReturnType<typeof unit>, ReturnType<typeof unit>, ReturnType<typeof unit>, ReturnType<typeof unit>];
    const composition = new Composition({ name: 'projections' });
    composition.addNodes([sender, receiver]);`,
  'composition.scheduler': `
    const { AfterPass, Any, WhenFinished } = await import('likelihive');
    const gate = new ProcessingMechanism({ name: 'gate', inputShapes: 1 });
    composition.addNodes([gate]);
    composition.addProjection({ sender: decision.outputPorts.RESULT, receiver: gate });`,
  'new ControlMechanism': `
    const { ControlMechanism } = await import('likelihive');
    const cueInterval = new ProcessingMechanism({ name: 'cueInterval', inputShapes: 1 });
    const control = decision;`,
};

function blocks(): readonly string[] {
  const page = readFileSync(join(ROOT, 'docs/guides/write-your-own-model.md'), 'utf8');
  return [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!);
}

describe('docs/guides/write-your-own-model.md', () => {
  it('has code that runs, and that fits the gain of its first model', async () => {
    const parts = blocks().map((code) => {
      const start = Object.keys(TAKEN_FOR_GRANTED).find((words) => code.startsWith(words));
      if (start === undefined) throw new Error(`nothing is known of the block that starts ${code.slice(0, 40)}`);
      const isFragment = TAKEN_FOR_GRANTED[start] !== '';
      return isFragment ? `{\n${TAKEN_FOR_GRANTED[start]}\n${code}\n}` : code;
    });
    const file = join(folder, 'guide.ts');
    writeFileSync(file, `${parts.join('\n')}\nawait composition.run({ inputs: [[stimulus, [[1, 0]]]], seed: 1 });\n`);

    const { code, stdout, stderr } = await likelihive(['run', file, '--quiet']);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(Number(stdout)).toBeGreaterThan(8);
    expect(Number(stdout)).toBeLessThan(12.5);
  });
});
