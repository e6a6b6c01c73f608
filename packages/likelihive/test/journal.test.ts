/** Journals on the command line and in studies: what is refused, what is waited for, what is shown. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readOptunaJournal } from '@likelihive/optimize';

import { aFolder, BIN, removeFolders, run, SHARED, start, until } from './support/command.js';
import { aJournaledStudy, evaluationsOf, type Journaled, linesOf, runWhole } from './support/journaled.js';

afterAll(removeFolders);

/** The study's source with this change. */
function changed(study: Journaled, from: string, to: string): Journaled {
  const text = readFileSync(study.study, 'utf8');
  if (!text.includes(from)) throw new Error(`the study must have ${from}`);
  writeFileSync(
    study.study,
    text.replace(from, () => to),
  );
  return study;
}

describe('--journal', () => {
  it('counts what is in the journal as part of maxIterations', async () => {
    const study = aJournaledStudy({ evaluations: 16 });
    await runWhole(study);
    const first = evaluationsOf(study);
    await runWhole(changed(study, 'const maxIterations = 16;', 'const maxIterations = 32;'), '--resume');
    const second = evaluationsOf(study);

    const [recorded] = await readOptunaJournal(study.journal);
    expect(recorded!.trials).toHaveLength(32);
    expect(second).toHaveLength(32);
    expect(second.slice(0, 16)).toEqual(first);
  });

  it('refuses a file that holds anything, before the study is loaded, unless it is to be resumed', async () => {
    const study = aJournaledStudy({ evaluations: 8 });
    await runWhole(study);
    const { code, stderr } = await run([...study.args]);

    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `error: --journal must be a new file, or --resume must be given, got ${JSON.stringify(study.journal)}, which is not empty\n`,
    });
  });

  it.each([
    ['another seed', 'initialSeed: 42', 'initialSeed: 43', 'another initialSeed: 43 where the journal has 42'],
    [
      'other estimates',
      'numEstimates: 1000',
      'numEstimates: 999',
      'another numEstimates: 999 where the journal has 1000',
    ],
    ['another sampler', 'seed: 0, popsize: 8', 'seed: 1, popsize: 8', 'another samplerOptions: '],
    ['other ranges', 'linspace(0.5, 1.0, 1000)', 'linspace(0.5, 1.1, 1000)', 'another parameters: '],
    ['other data', 'trial % 10 === 0', 'trial % 9 === 0', 'another inputs: '],
  ])('refuses to resume a fit with %s, naming it', async (_title, from, to, message) => {
    const study = aJournaledStudy({ evaluations: 8 });
    await runWhole(study);
    const before = readFileSync(study.journal);
    const { code, stderr } = await run([...changed(study, from, to).args, '--resume']);

    expect(code).toBe(2);
    expect(stderr).toContain(
      `error: a fit must be the one that its journal holds (ddm_mle in ${study.journal}), got ${message}`,
    );
    expect(readFileSync(study.journal).equals(before)).toBe(true);
  });

  it('refuses a journal that another process is writing to, and leaves its lock alone', async () => {
    const study = aJournaledStudy({ after: 'await new Promise((resolve) => setTimeout(resolve, 1e9));' });
    const first = start(study.args);
    await until(() => linesOf(study) >= 20, 60_000);
    const { code, stderr } = await run([...study.args, '--resume']);

    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(`must not be in use, got one that process ${first.pid} of .* has held since`));
    first.child.kill('SIGKILL');
    await first.ended;
    const after = aJournaledStudy();
    await runWhole(
      { ...after, args: after.args.map((arg) => (arg === after.journal ? study.journal : arg)) },
      '--resume',
    );
    expect(existsSync(`${study.journal}.lock-holder`)).toBe(false);
  });

  it("is overruled by a study's own journal, to which --resume applies all the same", async () => {
    const study = aJournaledStudy({ evaluations: 8, search: 'journal: process.env.OWN_JOURNAL,' });
    const own = join(study.folder, 'own.log');
    const args = ['run', study.study, '--quiet'];
    const env = { OWN_JOURNAL: own };
    expect((await run([...args, '--journal', study.journal], { env })).code).toBe(0);
    const refused = await run(args, { env });
    const resumed = await run([...args, '--resume'], { env });

    expect(existsSync(study.journal)).toBe(false);
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('own.log must be a new file, or resume'),
    });
    expect(resumed).toMatchObject({ code: 0, stderr: expect.stringContaining('goes on from 8 evaluations') });
  });

  it('keeps all fits of a study apart in one file', async () => {
    const study = aJournaledStudy({ evaluations: 8, after: 'await pec.run({ inputs });' });
    await runWhole(study);
    await runWhole(study, '--resume');
    const studies = await readOptunaJournal(study.journal);

    expect(studies.map(({ study_name, trials }) => [study_name, trials.length])).toEqual([
      ['ddm_mle', 8],
      ['ddm_mle-2', 8],
    ]);
  });
});

describe('a disk that is full', () => {
  it('stops the fit, says so, and is waited for until it is not', async () => {
    const whole = aJournaledStudy();
    await runWhole(whole);
    const study = aJournaledStudy();
    // A limit on the size of files stands for a full disk: writes fail, the first of them half done.
    const child = spawn('bash', ['-c', 'ulimit -S -f 16; exec "$@"', '-', process.execPath, BIN, ...study.args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    const blocked = new Promise<void>((resolve) => {
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
        if (/cannot be written/.test(stderr)) resolve();
      });
    });
    await blocked;
    const linesThen = linesOf(study);
    execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited']);
    const [code] = await once(child, 'close');

    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(
        /journal: .*journal\.log cannot be written \(EFBIG.*\): the fit waits until it can\njournal: .* can be written again: the fit goes on\n/,
      ),
    });
    expect(linesThen).toBeLessThan(30);
    expect(evaluationsOf(study)).toEqual(evaluationsOf(whole));
    expect((await readOptunaJournal(study.journal))[0]!.trials).toHaveLength(48);
  });

  it('lets the fit end with what was found when it is interrupted', async () => {
    const study = aJournaledStudy();
    const child = spawn('bash', ['-c', 'ulimit -S -f 16; exec "$@"', '-', process.execPath, BIN, ...study.args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (/cannot be written/.test(text)) child.kill('SIGINT');
    });
    const [code] = await once(child, 'close');

    expect(code).toBe(130);
    expect(evaluationsOf(study).length).toBeGreaterThan(0);
    rmSync(study.journal);
  });
});

describe('likelihive journal', () => {
  const reference = join(SHARED, 'golden/optimize/journal');
  let folder: string;
  beforeAll(() => {
    folder = aFolder({ 'no-journal.csv': 'rt,choice\n1,2\n' });
  });

  it('shows the studies of a file and their trials', async () => {
    const { code, stdout } = await run(['journal', join(reference, 'states.log')]);

    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^states \(minimize\), 2 running, 5 complete, 1 pruned, 2 fail, 1 waiting, best -2\.5 in 5\n/,
    );
    expect(stdout).toMatch(/^number +state +value +x +l +k +m +c +seconds$/m);
    expect(stdout).toMatch(/^3 +complete +Infinity +0\.627767 .* two +0\.018$/m);
  });

  it('writes comma-separated values in full precision, all objectives and all studies', async () => {
    const { stdout } = await run(['journal', join(reference, 'multi.log'), '--csv']);
    const lines = stdout.trimEnd().split('\n');

    expect(lines[0]).toBe('study,number,state,value 0,value 1,x,y,seconds');
    expect(lines[3]).toBe(
      'pareto,0,complete,0.9516712588220643,-0.6662914272499062,0.642689915786079,0.5386209309689469,0.002',
    );
    expect(lines).toHaveLength(1 + 2 + 14 + 1);
  });

  it('writes JSON', async () => {
    const { stdout } = await run(['journal', join(reference, 'torn.log'), '--json']);

    expect(JSON.parse(stdout).studies[0]).toMatchObject({ study_name: 'torn', best: { number: 3 } });
  });

  it.each([
    [
      'that is no journal',
      'no-journal.csv',
      /^error: .*no-journal\.csv, line 1: the line must be a JSON object, got "rt,choice"\n$/,
    ],
    [
      'that is not there',
      'nothing.log',
      /^error: a journal must be a file that can be read, got .*nothing\.log: ENOENT\n$/,
    ],
  ])('refuses a file %s in one line', async (_title, name, message) => {
    const { code, stderr } = await run(['journal', join(folder, name)]);

    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
  });
});
