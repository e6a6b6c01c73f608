/** A fit in this process loads no code of the cluster and opens no socket; one on a cluster does (so the test can tell). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';

import { aFolder, BIN, removeFolders, startNode } from './support/command.js';
import { aStudy } from './support/study.js';

afterAll(removeFolders);

/** Writes every module that is resolved to the file `loaded`. */
const WATCH = `
import { appendFileSync } from 'node:fs';
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  appendFileSync(new URL('./loaded', import.meta.url), found.url + '\\n');
  return found;
}
`;
const REGISTER = "import { register } from 'node:module';\nregister('./watch.mjs', import.meta.url);\n";

/** Modules that a study loads, and the kinds of handles that it has open during its fit and after. */
async function traces(distributed: boolean) {
  const folder = aFolder({
    'watch.mjs': WATCH,
    'register.mjs': REGISTER,
    'study.ts': aStudy({
      distributed,
      evaluations: 8,
      search: 'callbacks: [() => console.log(process.getActiveResourcesInfo().join())],',
      after: 'console.log(process.getActiveResourcesInfo().join());',
    }),
  });
  const study = startNode(
    ['--import', join(folder, 'register.mjs'), BIN, 'run', 'study.ts', '--quiet', '--workers', '1'],
    { cwd: folder },
  );
  expect(await study.ended).toBe(0);
  return { modules: readFileSync(join(folder, 'loaded'), 'utf8'), resources: study.stdout };
}

const CLUSTER_CODE =
  /packages\/(cluster|actors)\/|node_modules\/(ws|nact|msgpackr|pino)\/|score-on-cluster|which-cluster/;
const SOCKETS = /TCP|Pipe\w*Connect|UDP|ProcessWrap/;

describe('a fit in this process', () => {
  it('loads no cluster code and opens no socket', async () => {
    const { modules, resources } = await traces(false);
    expect(modules).toMatch(/packages\/engine\//);
    expect(modules).not.toMatch(CLUSTER_CODE);
    expect(resources).not.toMatch(SOCKETS);
  });

  it('is told apart from one on a cluster', async () => {
    const { modules, resources } = await traces(true);
    expect(modules).toMatch(CLUSTER_CODE);
    expect(resources).toMatch(SOCKETS);
  });
});
