/** `likelihive explain`: what it says of a study, and that it fits nothing. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';

import { aFolder, ROOT, removeFolders, run } from './support/command.js';

afterAll(removeFolders);

const EXAMPLE = join(ROOT, 'docs/examples/stability-flexibility/study.ts');

/** A study of one walk, with `end` after its PEC is made. */
const walkStudy = (end: string) => `
import { Composition, DataTable, DDM, DECISION_OUTCOME, DriftDiffusionIntegrator, linspace,
  ParameterEstimationComposition, PECOptimizationFunction, RESPONSE_TIME } from 'likelihive';
const decision = new DDM({ name: 'DDM', function: new DriftDiffusionIntegrator({ noise: 1, threshold: 0.6, timeStepSize: 0.001 }),
  outputPorts: [DECISION_OUTCOME, RESPONSE_TIME] });
export const composition = new Composition({ name: 'walk', pathways: [decision] });
export const data = new DataTable({ choice: [1, 0], rt: [0.5, 0.6] }, { categorical: ['choice'] });
export const inputs = [[composition, [[1], [2]]]] as const;
export const pecFactory = (name: string) => new ParameterEstimationComposition({
  name, nodes: [composition], parameters: [[decision.parameters.rate, linspace(0, 1, 11)]],
  outcomeVariables: [decision.outputPorts[DECISION_OUTCOME], decision.outputPorts[RESPONSE_TIME]], data,
  optimizationFunction: new PECOptimizationFunction({ maxIterations: 8, journal: 'fit.log' }) });
${end}
`;

describe('likelihive explain', () => {
  it('prints phases with their reasons, cost, what may be cut, and the program of the larger example', async () => {
    const { code, stdout, stderr } = await run(['explain', EXAMPLE]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^stability_flexibility: 200 trials, 10000 estimates, simulated likelihood, fitted control.gain, /,
    );
    expect(stdout).toMatch(/^control +hoist +fitted: control\.gain$/m);
    expect(stdout).toMatch(/^drift +hoist +follows controlled, automatic$/m);
    expect(stdout).toMatch(/^DDM +lanes +draws random numbers; the kernel runs it whole$/m);
    expect(stdout).toMatch(
      /^once a candidate +\d+ instructions and \d+ instructions for each iteration of its loops$/m,
    );
    expect(stdout).toMatch(/^An evaluation may be cut by trials: no noisy state carries over/m);
    expect(stdout).toMatch(/^ +r\d+\.\.r\d+, r\d+\.\.r\d+ = lca-step .* gain control\.gain /m);
  });

  it('gives the same as one JSON document', async () => {
    const { code, stdout } = await run(['explain', EXAMPLE, '--json', '--', 'exact']);

    expect(code).toBe(0);
    const [subject] = JSON.parse(stdout) as [{ placements: unknown }];
    expect(subject).toMatchObject({
      name: 'stability_flexibility',
      likelihood: 'exact',
      lastStage: 'ddm',
      split: { by: 'trials', carriers: [] },
      cost: { eachIteration: { fold: 0, lanes: 0 } },
    });
    expect(subject.placements).toContainEqual({
      node: 'automatic',
      phase: 'hoist',
      isLastStage: false,
      reasons: [{ because: 'fitted', of: 'automatic.slope' }],
    });
  });

  it('makes no fit, keeps what the study prints out of its output, and ends a study that never would', async () => {
    const end = `console.log('noise'); setInterval(() => {}, 1000); await pecFactory('one').run({ inputs }); console.log('fitted');`;
    const folder = aFolder({ 'study.ts': walkStudy(end) });

    const { code, stdout, stderr } = await run(['explain', 'study.ts'], { cwd: folder });

    expect({ code, stderr }).toEqual({ code: 0, stderr: 'noise\n' });
    expect(stdout).toMatch(/^one: 2 trials/);
    expect(readdirSync(folder)).toEqual(['study.ts']);
  });

  it('explains all fits that a study begins, awaited or not', async () => {
    const end = `void pecFactory('first').run({ inputs }); await pecFactory('second').run({ inputs }).catch(() => {}); await pecFactory('third').run({ inputs });`;
    const folder = aFolder({ 'study.ts': walkStudy(end) });

    const { code, stdout } = await run(['explain', 'study.ts'], { cwd: folder });

    expect(code).toBe(0);
    expect(stdout.match(/^\w+: 2 trials/gm)).toEqual(['first: 2 trials', 'second: 2 trials', 'third: 2 trials']);
  });

  it.each([
    ['export const pec = pecFactory("exported");', /^exported: 2 trials/],
    ['', /^walk: a composition, compiled to be run\n/],
  ])('explains what a study exports that fits nothing: %s', async (end, head) => {
    const text = walkStudy(end).replace('export const pecFactory', 'const pecFactory');
    const folder = aFolder({ 'study.ts': text });

    const { code, stdout } = await run(['explain', 'study.ts'], { cwd: folder });

    expect(code).toBe(0);
    expect(stdout).toMatch(head);
  });

  it('says what is wrong with a study that has nothing to explain, that throws, or that cannot be fitted', async () => {
    const folder = aFolder({
      'empty.ts': 'export const x = 1;',
      'throws.ts': `throw new RangeError('of its own');`,
      'wrong.ts': walkStudy(`await pecFactory('one').run({ inputs: [] });`),
    });
    mkdirSync(join(folder, 'other'));
    writeFileSync(
      join(folder, 'other', 'late.ts'),
      `setTimeout(() => { throw new Error('late'); }, 1); await new Promise(() => {});`,
    );

    const [empty, throwing, wrong, late] = await Promise.all(
      ['empty.ts', 'throws.ts', 'wrong.ts', 'other/late.ts'].map((name) => run(['explain', name], { cwd: folder })),
    );

    expect(empty).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('study must fit something, or export pec'),
    });
    expect(throwing).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('RangeError: of its own') });
    expect(wrong).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^error: inputs/) });
    expect(late).toMatchObject({ code: 1, stderr: expect.stringContaining('Error: late') });
  });
});
