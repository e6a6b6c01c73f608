/** The walls between the packages: they stand in this tree, and each kind of breach is named when one is made. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Ended, ROOT, run } from './support/command.js';

/** A breach: what it is, the folder (or file) that it is made in, the rule that it breaks, and the source, breach last. */
type Breach = readonly [title: string, place: string, rule: string, ...source: readonly string[]];

const IMPORTS: readonly Breach[] = [
  ['actors that know the domain', 'packages/actors/src/x.ts', 'package-import', "import '@likelihive/model';"],
  [
    'a model that knows the engine',
    'packages/model/src/x.ts',
    'package-import',
    "export { a } from '@likelihive/engine';",
  ],
  ['a type', 'packages/optimize/src/x.ts', 'package-import', "import type { Recipe } from '@likelihive/model';"],
  ['a type in place', 'packages/actors/src/x.ts', 'package-import', "export type A = import('@likelihive/cluster').B;"],
  ['a dynamic import', 'packages/cluster/src/x.ts', 'package-import', "await import('likelihive');"],
  [
    'the kernel in the cluster',
    'packages/cluster/src/x.ts',
    'kernel-import',
    "import { a } from '@likelihive/kernel';",
  ],
  ['a require', 'packages/actors/src/x.ts', 'package-import', "const a = require('@likelihive/model');"],
  [
    'a module inside a package of ours',
    'packages/cluster/src/x.ts',
    'deep-import',
    "import '@likelihive/actors/dist/x.js';",
  ],
  ['a path into another package', 'packages/engine/src/x.ts', 'outside-package', "import '../../model/src/recipe.js';"],
  ['an npm package of another', 'packages/model/src/x.ts', 'npm-dependency', "import { WebSocket } from 'ws';"],
  [
    'a computed name',
    'packages/actors/src/x.ts',
    'computed-import',
    'export const a = (name: string) => import(name);',
  ],
  ['the kernel’s face upwards', 'cpp-core/ts/x.ts', 'package-import', "import '@likelihive/model';"],
  [
    'a require under another name',
    'packages/actors/src/x.ts',
    'package-import',
    "import { createRequire } from 'node:module';",
    'const load = createRequire(import.meta.url);',
    "load('@likelihive/model');",
  ],
];

const IMPURITIES: readonly (readonly [title: string, rule: string, source: string])[] = [
  ['Date.now', 'clock', 'export const a = Date.now();'],
  ['new Date', 'clock', 'export const a = new Date();'],
  ['globalThis.Date', 'clock', 'export const a = globalThis.Date;'],
  ['performance.now', 'clock', 'export const a = performance.now();'],
  ['process.hrtime', 'clock', 'export const a = process.hrtime.bigint();'],
  ['Math.random', 'random', 'export const a = Math.random();'],
  ["Math['random']", 'random', "export const a = Math['random']();"],
  ['Math under another name', 'random', 'const { random } = Math;'],
  ['random bytes', 'random', "import { randomBytes } from 'node:crypto';"],
  ['files', 'pure-module', "import { readFileSync } from 'node:fs';"],
  ['files without the prefix', 'pure-module', "import { readFile } from 'fs/promises';"],
  ['sockets', 'pure-module', "import { connect } from 'node:net';"],
  ['child processes', 'pure-module', "import('node:child_process');"],
];

const OWNERS: readonly Breach[] = [
  ['main.ts reads process.argv', 'packages/cluster/src/x.ts', 'process-input', 'export const a = process.argv;'],
  ['environment.ts reads process.env', 'packages/actors/src/x.ts', 'process-input', 'const { env } = process;'],
  ['environment.ts imports env', 'packages/actors/src/x.ts', 'process-input', "import { env } from 'node:process';"],
  ['environment.ts reads it as an element', 'packages/likelihive/src/x.ts', 'process-input', "process['env'];"],
  [
    'the journal opens files',
    'packages/optimize/src/fit/x.ts',
    'pure-module',
    "import { open } from 'node:fs/promises';",
  ],
  ['the journal writes dates', 'packages/optimize/src/bridge/x.ts', 'clock', 'export const a = Date.now();'],
  [
    'the bridge starts a process',
    'packages/optimize/src/journal/x.ts',
    'pure-module',
    "import { spawn } from 'node:child_process';",
  ],
  ['native.ts loads the addon', 'cpp-core/ts/x.ts', 'addon', "export const a = '../build/kernel.node';"],
  ['the binding includes napi.h', 'cpp-core/src/x.cpp', 'napi', '#  include <napi.h>'],
  ['the binding includes node_api.h', 'cpp-core/include/kernel/x.hpp', 'napi', '#include "node_api.h"'],
  ['native.ts calls process.dlopen', 'packages/engine/src/x.ts', 'addon', "process.dlopen(module, 'kernel');"],
];

const BREACHES: readonly Breach[] = [
  ...IMPORTS,
  ...OWNERS,
  ...['model', 'optimize'].flatMap((name) =>
    IMPURITIES.map(([title, rule, source]): Breach => [`${name}: ${title}`, `packages/${name}/src/x.ts`, rule, source]),
  ),
];

let folder: string;
/** The checker on a copy of the tree that has all breaches, each in a file of its own. */
let found: Ended;

const breachFile = ([title, place]: Breach) => {
  const name = title.replaceAll(/[^a-zA-Z]+/g, '-').toLowerCase();
  return join(dirname(place), place.endsWith('.ts') ? `${name}.ts` : `${name}${place.slice(place.lastIndexOf('.'))}`);
};

const check = (root: string) => run('scripts/check-layers', [root]);

function write(root: string, file: string, ...lines: readonly string[]): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), `${lines.join('\n')}\n`);
}

const packageFolders = () => ['cpp-core', ...readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}`)];

/** A copy of all that the checker reads: sources and manifests. */
function copyTree(name: string): string {
  const isSource = (path: string) => !/\/(?:node_modules|dist|build[^/]*)$/.test(path);
  for (const part of packageFolders()) {
    cpSync(join(ROOT, part), join(folder, name, part), { recursive: true, filter: isSource });
  }
  return join(folder, name);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'likelihive-layers-'));
  const copy = copyTree('breached');
  for (const breach of BREACHES) write(copy, breachFile(breach), '// A file.', ...breach.slice(3));
  found = await check(copy);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Expects the breach to be named with its file, line and rule. */
function expectNamed(breach: Breach): void {
  const where = `${breachFile(breach)}:${breach.length - 2}: ${breach[2]}: `;
  expect(found.stderr.split('\n').filter((line) => line.startsWith(where))).toHaveLength(1);
}

it('stand in this tree', async () => {
  expect(await check(ROOT)).toMatchObject({ code: 0, stderr: '' });
});

it('are not said to stand where there is nothing to check', async () => {
  const empty = join(folder, 'empty');
  for (const part of packageFolders()) {
    write(empty, `${part}/package.json`, '{}');
    mkdirSync(join(empty, part, part === 'cpp-core' ? 'ts' : 'src'));
  }
  expect((await check(empty)).code).toBe(2);
});

it('fail with exit code 1 when breached, and count what is named', () => {
  expect(found.code).toBe(1);
  expect(found.stderr).toContain(`${BREACHES.length} violations`);
});

describe('an import that is not allowed is named with file, line and rule', () => {
  it.each(IMPORTS)('%s', (...breach) => expectNamed(breach));
});

describe('a pure package is kept from', () => {
  it.each(BREACHES.filter(([title]) => /^(?:model|optimize): /.test(title)))('%s', (...breach) => expectNamed(breach));
});

describe('only its owner', () => {
  it.each(OWNERS)('%s', (...breach) => expectNamed(breach));
});

it('strings, comments, types and members of the same names are no breach', async () => {
  const copy = copyTree('innocent');
  write(
    copy,
    'packages/model/src/innocent.ts',
    "/** Like `import '@likelihive/engine'`, Date.now() and Math.random(): not used here. */",
    "export const text = \"import '@likelihive/engine'; Date.now(); process.env; require('ws')\";",
    'export interface Row { readonly Date: string; readonly performance: number }',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the source of a template
    'export const when = (row: Row, date: Date | null): string => `${row.Date} ${row.performance} ${date}`;',
    'export const root = Math.sqrt(2);',
  );
  write(
    copy,
    'cpp-core/ts/innocent.ts',
    "export const { version } = createRequire(import.meta.url)('../package.json');",
  );
  write(copy, 'packages/cluster/src/scheduler/main.ts', 'export const a = [process.argv, process.env];');
  write(
    copy,
    'cpp-core/src/innocent.cpp',
    '// #include <napi.h>',
    '/*',
    '#include <napi.h>',
    '*/',
    'const char* a = "#include <napi.h>";',
  );
  expect(await check(copy)).toMatchObject({ code: 0, stderr: '' });
});
