/** Structured nonsense to every decoder of the protocol, and what passes to the state machines; see `scripts/fuzz`. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const path = (name: string) => fileURLToPath(new URL(`../../../../scripts/fuzzing/${name}`, import.meta.url));

it('changed messages are refused by field or do no harm, 20,000 inputs', async () => {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const options = ['--targets', path('targets/cluster.mjs'), '--inputs', '20000', '--seed', 'cluster'];
  const { stdout } = await promisify(execFile)(process.execPath, [path('main.mjs'), ...options], { env });
  expect(stdout).toMatch(/messages to a scheduler +8000 inputs/);
  expect(stdout).toMatch(/messages to a worker +4000 inputs/);
  expect(stdout).toMatch(/messages to a driver +4000 inputs/);
}, 120_000);
