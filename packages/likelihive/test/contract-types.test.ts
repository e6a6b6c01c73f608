/** The contract's programs type-check against what was built, as strictly as TypeScript can; a wrong one does not. */
import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import ts from 'typescript';

import { aFolder, ROOT, removeFolders, SHARED } from './support/command.js';

afterAll(removeFolders);

/** What TypeScript says of `study.ts` with this text, in a user's folder with our packages installed. */
function complaints(text: string, files: Readonly<Record<string, string>> = {}): string[] {
  const folder = aFolder({ 'package.json': '{"type":"module"}', 'study.ts': text, ...files });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const program = ts.createProgram([join(folder, 'study.ts')], {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
    skipLibCheck: true,
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

const contract = (name: string) => readFileSync(join(SHARED, 'contract', name), 'utf8');
const MY_MODEL = () =>
  contract('study.ts').replace(/^\/\/ `run` on a composition[\s\S]*const \{ pec, inputs \}[\s\S]*/m, '') +
  'export const data = new DataTable([]);\n';

describe('the public types', () => {
  it.each(['study.ts', 'roitman.ts', 'stability-flexibility.ts'])('fit contract/%s', (name) => {
    expect(complaints(contract(name))).toEqual([]);
  });

  it('fit contract/cluster.ts', () => {
    expect(complaints(contract('cluster.ts'), { 'my-model.ts': MY_MODEL() })).toEqual([]);
  });

  it.each(['ddm.ts', 'roitman.ts', 'exact-and-simulated.ts'])('fit docs/examples/%s', (name) => {
    expect(complaints(readFileSync(join(ROOT, 'docs/examples', name), 'utf8'))).toEqual([]);
  });

  it.each(['stability-flexibility/study.ts', 'stability-flexibility/recovery.ts', 'lca/study.ts'])(
    'fit docs/examples/%s with the files beside it',
    (path) => {
      const folder = join(ROOT, 'docs/examples', dirname(path));
      const others = readdirSync(folder).filter((name) => name.endsWith('.ts') && name !== 'study.ts');
      const files = Object.fromEntries(others.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
      expect(complaints(readFileSync(join(ROOT, 'docs/examples', path), 'utf8'), files)).toEqual([]);
    },
  );

  it('refuse a parameter that there is not', () => {
    const text = contract('study.ts');
    const wrong = text.replace('decision.parameters.rate', 'decision.parameters.drift');
    expect(wrong).not.toBe(text);
    expect(complaints(wrong).join()).toMatch(/'drift' does not exist/);
  });

  it('refuse each wrong name in the larger model', () => {
    const wrong = [
      ['control.parameters.gain', 'control.parameters.slope'],
      ['automatic.parameters.slope', 'automatic.parameters.bias'],
      ['decision.parameters.threshold', 'decision.parameters.bound'],
      ['decisionGate.outputPorts.RESULT', 'decisionGate.outputPorts.DECISION_OUTCOME'],
      ['decision.outputPorts[RESPONSE_TIME]', 'decision.outputPorts.DECISION_VARIABLE'],
      ['leak: 3', 'decay: 3'],
      ["combine: 'sum'", "combine: 'mean'"],
    ] as const;
    let text = contract('stability-flexibility.ts');
    for (const [right, name] of wrong) {
      expect(text).toContain(right);
      text = text.replace(right, name);
    }
    const said = complaints(text).join('\n');
    for (const name of ['slope', 'bias', 'bound', 'DECISION_OUTCOME', 'DECISION_VARIABLE', 'decay', '"mean"']) {
      expect(said).toContain(name === '"mean"' ? name : `'${name}' does not exist`);
    }
  });

  it('refuse an option that there is not', () => {
    const text = contract('study.ts');
    const wrong = text.replace('numEstimates: 4000', 'num_estimates: 4000');
    expect(wrong).not.toBe(text);
    expect(complaints(wrong).join()).toMatch(/num_estimates/);
  });

  it('let every option be undefined', () => {
    const text = contract('study.ts');
    const wider = text.replace(
      'numEstimates: 4000',
      'numEstimates: process.argv[9] === undefined ? undefined : 4000, threads: undefined, likelihood: undefined',
    );
    expect(wider).not.toBe(text);
    expect(complaints(wider)).toEqual([]);
  });
});
