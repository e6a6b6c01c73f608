/** Structured nonsense at every decoder of this package and at its door, and that the fuzzer finds what is there to find. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const FUZZER = fileURLToPath(new URL('../../../scripts/fuzzing/main.mjs', import.meta.url));
const PLANTED = fileURLToPath(new URL('./fixtures/planted.mjs', import.meta.url));

function fuzz(...args: string[]) {
  const env = { ...process.env, NODE_OPTIONS: '' };
  const { stdout, stderr, status } = spawnSync(process.execPath, [FUZZER, ...args], {
    env,
    encoding: 'utf8',
    timeout: 300_000,
  });
  return { said: stdout + stderr, status };
}

const planted = (only: string, ...args: string[]) =>
  fuzz('--targets', PLANTED, '--inputs', '20000', '--only', only, ...args);

it('20,000 inputs for links and the door: no crash, no hang, no growth, nobody let in', () => {
  const { said, status } = fuzz('--inputs', '20000', '--only', 'actors');
  expect({ said, status }).toMatchObject({ status: 0 });
  const counts = [...said.matchAll(/ (\d+) inputs, (\d+) accepted/g)].map(([, all, accepted]) =>
    [all, accepted].map(Number),
  );
  expect(counts.length).toBe(9);
  expect(counts.reduce((sum, [all]) => sum + all!, 0)).toBeGreaterThanOrEqual(20_000);
  // Deep enough to be accepted now and then, wild enough to be refused mostly.
  const accepted = counts.reduce((sum, [, each]) => sum + each!, 0);
  expect(accepted).toBeGreaterThan(500);
  expect(accepted).toBeLessThan(10_000);
}, 300_000);

describe('the fuzzer', () => {
  it.each(['crashes at a rare input', 'rejects later, where nobody looks'])('finds what %s, and again', (name) => {
    const first = planted(name, '--seed', 'x');
    expect(first.status).toBe(1);
    const [, index] = /FOUND at input (\d+)/.exec(first.said)!;
    expect(first.said).toContain(`again: scripts/fuzz --seed x --only "${name}" --at `);
    if (name.startsWith('rejects')) return; // heard of a little later than it happened
    expect(planted(name, '--seed', 'x', '--at', index!)).toMatchObject({ status: 1 });
    expect(planted(name, '--seed', 'x', '--at', String(Number(index) + 1))).toMatchObject({ status: 0 });
  });

  it('finds memory that grows', () => {
    const { said, status } = fuzz('--targets', PLANTED, '--inputs', '1000', '--only', 'keeps what it is given');
    expect(said).toMatch(/FOUND .* memory grew by [5-9]\d\.\d MiB/);
    expect(status).toBe(1);
  });

  it('finds an input that never ends', () => {
    const { said, status } = planted('hangs at a rare input', '--hang-ms', '500');
    expect(said).toContain('no end within 500 ms');
    expect(status).toBe(1);
  });

  it('finds nothing where nothing is', () => {
    expect(planted('is fine')).toMatchObject({ status: 0, said: expect.stringMatching(/^seed [0-9a-f]{12}\n/) });
  });

  it.each([
    [['--inputs', '0'], '--inputs must be an integer above 0, got 0'],
    [['--only', 'nothing at all'], "--only must be part of a target's name or file, got nothing at all"],
    [['--sed', 'x'], "Unknown option '--sed'"],
  ])('refuses %j', (args, text) => {
    expect(fuzz(...args)).toMatchObject({ status: 2, said: expect.stringContaining(text) });
  });
});
