/** The command around studies that fit nothing: loading, arguments, exit codes, what goes to which stream. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';

import { aFolder, BIN, ROOT, removeFolders, run, start } from './support/command.js';

afterAll(removeFolders);

describe('a study anywhere', () => {
  it.each(['study.ts', 'study.mts', 'study.js', 'study.mjs'])(
    '%s runs as an ES module without a package.json',
    async (name) => {
      const type = name.includes('ts') ? ': number[]' : '';
      const folder = aFolder({
        [name]: `import { linspace } from 'likelihive';\nconst x${type} = await Promise.resolve(linspace(0, 1, 3));\nconsole.log(x.join());\n`,
      });
      const { code, stdout, stderr } = await run(['run', name], { cwd: folder });
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '0,0.5,1\n', stderr: '' });
    },
  );

  it('may lie in a folder that says its files are CommonJS', async () => {
    const folder = aFolder({
      'package.json': '{"type":"commonjs"}',
      'study.js': "import 'likelihive';\nconsole.log(await 1);\n",
    });
    expect(await run(['run', join(folder, 'study.js')])).toMatchObject({ code: 0, stdout: '1\n' });
  });

  it('finds our packages in the running installation, and its own files under .js for .ts', async () => {
    const folder = aFolder({
      'study.ts':
        "import { two } from './my-model.js';\nimport { startSystem } from '@likelihive/actors';\nconsole.log(two, typeof startSystem);\n",
      'my-model.ts': 'export const two: number = 2;\n',
    });
    expect(await run(['run', 'study.ts'], { cwd: folder })).toMatchObject({ code: 0, stdout: '2 function\n' });
  });

  it('gets its arguments as Node would give them', async () => {
    const folder = aFolder({ 'study.ts': 'console.log(JSON.stringify(process.argv.slice(1)));\n' });
    const { stdout } = await run(['run', 'study.ts', '--quiet', '--', 'a', '--json', '-'], { cwd: folder });
    expect(JSON.parse(stdout)).toEqual([join(folder, 'study.ts'), 'a', '--json', '-']);
  });
});

describe('a study that throws', () => {
  it('ends with 1, its own message and its own lines', async () => {
    const folder = aFolder({
      'study.ts':
        'interface Long {\n  readonly a: number;\n}\n\nfunction boom(it: Long): never {\n  throw new RangeError("no " + it.a);\n}\nboom({ a: 1 });\n',
    });
    const { code, stderr } = await run(['run', 'study.ts'], { cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toMatch(/RangeError: no 1\n.*at boom .*study\.ts:6:9\)\n.*study\.ts:8:1\)/);
  });

  it.each([
    ['outside of its top level', "setTimeout(() => { throw new Error('late'); }, 1);"],
    ['in a promise that nobody awaits', "void Promise.reject(new Error('late'));"],
  ])('does so too %s', async (_where, text) => {
    const folder = aFolder({ 'study.ts': text });
    expect(await run(['run', 'study.ts'], { cwd: folder })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Error: late'),
    });
  });

  it('may throw anything', async () => {
    const folder = aFolder({ 'study.ts': "throw 'a string';" });
    expect(await run(['run', 'study.ts'], { cwd: folder })).toMatchObject({
      code: 1,
      stderr: "the study threw 'a string'\n",
    });
  });

  it('has the place of a syntax error', async () => {
    const folder = aFolder({ 'study.ts': 'const x = 1;\nconst = 2;\n' });
    expect(await run(['run', 'study.ts'], { cwd: folder })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/study\.ts:2:6: ERROR/),
    });
  });

  it('keeps an exit code that it set itself', async () => {
    const folder = aFolder({ 'study.ts': 'process.exitCode = 7;' });
    expect(await run(['run', 'study.ts'], { cwd: folder })).toMatchObject({ code: 7 });
  });
});

describe('a wrong command line', () => {
  it.each([
    [['run', 'nowhere.ts'], /^error: study must be a file that exists, got "nowhere\.ts"\n$/],
    [['run', 'study.py'], /^error: study must be a \.ts, \.mts, \.js or \.mjs file, got "study\.py"\n$/],
    [['run', 'study.ts', '--reprise'], /^error: unknown option '--reprise'/],
    [
      ['run', 'study.ts', '--json', 'no/such/folder.json'],
      /^error: --json must be a file in a folder that can be written to/,
    ],
  ])('%j ends with 2 and one line, and starts nothing', async (args, message) => {
    const folder = aFolder({ 'study.ts': "console.log('started');" });
    const { code, stdout, stderr } = await run(args, { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('the streams', () => {
  it('--json - leaves standard output to the results alone', async () => {
    const folder = aFolder({ 'study.ts': "console.log('printed');\nprocess.stdout.write('written\\n');\n" });
    const { code, stdout, stderr } = await run(['run', 'study.ts', '--json', '-'], { cwd: folder });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ likelihive: '0.1.0', fits: [] });
    expect(stderr).toBe('printed\nwritten\n');
  });

  it('--json FILE is written also when the study ends itself', async () => {
    const folder = aFolder({ 'study.ts': 'process.exit(5);' });
    expect(await run(['run', 'study.ts', '--json', 'out.json'], { cwd: folder })).toMatchObject({ code: 5 });
    expect(JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8'))).toMatchObject({ fits: [] });
  });

  it('a reader that goes away takes nothing else with it', async () => {
    const folder = aFolder({
      'study.ts':
        "import { writeFileSync } from 'node:fs';\nfor (let i = 0; i < 50; i++) { console.log('x'.repeat(4096)); await new Promise((r) => setImmediate(r)); }\nwriteFileSync('done', '');\n",
    });
    const child = spawn('sh', ['-c', `"${process.execPath}" "${BIN}" run study.ts; echo "code $?" >&2`], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    await once(child, 'close');
    expect(stderr).toBe('code 0\n');
    expect(readFileSync(join(folder, 'done'), 'utf8')).toBe('');
  });
});

describe('Ctrl-C while no fit runs', () => {
  it('ends the process with 130', async () => {
    const folder = aFolder({
      'study.ts': "console.log('up');\nawait new Promise((resolve) => setTimeout(resolve, 60_000));\n",
    });
    const study = start(['run', 'study.ts'], { cwd: folder });
    await study.sees('stdout', /up/);
    process.kill(study.pid, 'SIGINT');
    expect(await study.ended).toBe(130);
  });
});

describe('before a build', () => {
  it('the command names the one that makes it', async () => {
    const folder = aFolder();
    mkdirSync(join(folder, 'bin'));
    cpSync(join(ROOT, 'packages/likelihive/bin/likelihive.js'), join(folder, 'bin/likelihive.mjs'));
    writeFileSync(join(folder, 'package.json'), '{}');
    const child = spawn(process.execPath, [join(folder, 'bin/likelihive.mjs'), '--version'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    expect((await once(child, 'close'))[0]).toBe(2);
    expect(stderr).toMatch(/not built yet.*\.\/scripts\/build/);
  });
});
