/**
 * Erlang's promises, judged by Erlang: the same script of events gives the same transcript, line by line.
 *
 * Where `escript` is at hand (Debian's erlang-base) it runs; else its transcript of OTP 25 stands in for it.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from '@jest/globals';
import { aSystem, stopSystems } from '../fixtures/systems.js';
import { transcript } from './script.js';

afterEach(stopSystems);

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const recorded = () => readFileSync(here('./transcript.txt'), 'utf8').trimEnd().split('\n');

/** Erlang's own transcript, now; null where there is no Erlang. */
function erlangs(): string[] | null {
  const ran = spawnSync('escript', [here('./promises.escript')], { encoding: 'utf8', timeout: 30_000 });
  if (ran.error !== undefined && 'code' in ran.error && ran.error.code === 'ENOENT') return null;
  if (ran.status !== 0) throw new Error(`escript must end with 0, got ${ran.status}: ${ran.stdout}${ran.stderr}`);
  return ran.stdout.trimEnd().split('\n');
}

it('monitors, links, names, order, calls and supervision tell the same story as in Erlang/OTP', async () => {
  expect(await transcript(aSystem())).toEqual(erlangs() ?? recorded());
});

it('the transcript that stands in for Erlang is what Erlang says, where there is one', () => {
  expect(recorded().length).toBeGreaterThan(100);
  const live = erlangs();
  if (live !== null) expect(live).toEqual(recorded());
});
