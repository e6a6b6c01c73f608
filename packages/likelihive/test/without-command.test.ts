/** A study that is run by Node itself forms its local cluster by itself, and leaves nothing behind. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import ts from 'typescript';

import { aFolder, descendants, isAlive, ROOT, removeFolders, startNode, until } from './support/command.js';
import { aStudy, type StudyOptions } from './support/study.js';

afterAll(removeFolders);

/** A user's folder with a compiled study in it. */
function compiled(options: StudyOptions): string {
  const { outputText } = ts.transpileModule(aStudy(options), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  });
  const folder = aFolder({ 'package.json': '{"type":"module"}', 'study.js': outputText });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

describe('node study.js', () => {
  it('fits on workers of its own, says nothing more than the study does, and ends', async () => {
    const after = "console.log('workers', result.cluster.workers);";
    const study = startNode(['study.js'], {
      cwd: compiled({
        evaluations: 200,
        search: 'callbacks: [({ index }) => { if (index === 0) console.log("first"); }],',
        distributedOptions: 'nWorkers: 2, workerCores: 1,',
        after,
      }),
    });
    await study.sees('stdout', /first/);
    const pids = descendants(study.pid);
    expect(pids.length).toBeGreaterThanOrEqual(3);
    expect(await study.ended).toBe(0);
    expect(study.stderr).toBe('');
    expect(study.stdout).toMatch(/^first\nworkers 2\noptimal log-likelihood: -/);
    await until(() => !pids.some(isAlive), 5_000);
  });

  it('keeps its cluster for later fits of the process', async () => {
    const after =
      "const again = await pec.run({ inputs });\nconsole.log(JSON.stringify(again.evaluations) === JSON.stringify(result.evaluations));\nconsole.log(process.getActiveResourcesInfo().filter((kind) => kind === 'ProcessWrap').length);";
    const study = startNode(['study.js'], {
      cwd: compiled({ evaluations: 8, distributedOptions: 'nWorkers: 1, workerCores: 1,', after }),
    });
    expect(await study.ended).toBe(0);
    expect(study.stdout).toMatch(/^true\n/);
  });

  it('keeps what was found on Ctrl-C', async () => {
    const after = 'console.log(result.stoppedBy);';
    const study = startNode(['study.js'], {
      cwd: compiled({
        evaluations: 1_000_000,
        distributed: false,
        search: 'callbacks: [({ index }) => { if (index === 3) console.log("going"); }],',
        after,
      }),
    });
    await study.sees('stdout', /going/);
    process.kill(study.pid, 'SIGINT');
    expect(await study.ended).toBe(130);
    expect(study.stdout).toMatch(/going\ninterrupted\n/);
  });
});
