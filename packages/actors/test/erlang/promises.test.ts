/**
 * Erlang's promises, judged by Erlang: the same script of events gives the same transcript, line by line.
 *
 * Where `escript` is at hand (Debian's erlang-base) it runs; else its transcript of OTP 25 stands in for it.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { aSystem, stopSystems } from '../fixtures/systems.js';
import { transcript } from './script.js';

afterAll(stopSystems);

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const recorded = () => readFileSync(here('./transcript.txt'), 'utf8').trimEnd().split('\n');

/** Erlang's own transcript, now; null where there is no Erlang. */
function erlangs(): string[] | null {
  const ran = spawnSync('escript', [here('./promises.escript')], { encoding: 'utf8', timeout: 30_000 });
  if (ran.error !== undefined && 'code' in ran.error && ran.error.code === 'ENOENT') return null;
  if (ran.status !== 0) throw new Error(`escript must end with 0, got ${ran.status}: ${ran.stdout}${ran.stderr}`);
  return ran.stdout.trimEnd().split('\n');
}

/** The parts of a transcript, by their headings. */
function parts(lines: readonly string[]): Map<string, readonly string[]> {
  const found = new Map<string, string[]>();
  let part: string[] = [];
  for (const line of lines) {
    if (line.startsWith('# ')) {
      part = [];
      found.set(line.slice(2), part);
    } else part.push(line);
  }
  return found;
}

let ours: Map<string, readonly string[]>;
let theirs: Map<string, readonly string[]>;

beforeAll(async () => {
  ours = parts(await transcript(aSystem()));
  theirs = parts(erlangs() ?? recorded());
});

const PROMISES = [
  [
    'monitors',
    'a monitor hears of one end once, with its reason; a cancelled one stays silent',
    'monitor/2, demonitor/2 with flush',
  ],
  [
    'links',
    'linked actors end together unless one traps; normal ends nobody, kill cannot be trapped',
    "link/1, trap_exit, {'EXIT', …}",
  ],
  [
    'names',
    'a name is refused while it is taken, and free by the time that the end is heard of',
    'register/2, whereis/1',
  ],
  ['order', 'messages between any two actors keep their order', 'signal ordering'],
  ['call', 'a question fails at once when the asked dies or is dead', 'gen_server:call/3'],
  ['one-for-one', 'a crashed child is started again, alone', 'supervisor, one_for_one'],
  ['one-for-all', 'all children are stopped in reverse and started in order', 'supervisor, one_for_all'],
  ['rest-for-one', 'those that were started after the crashed one share its fate', 'supervisor, rest_for_one'],
  ['restart types', 'which ends are followed by a restart', 'supervisor, permanent, transient, temporary'],
  [
    'one-for-all takes the finished and leaves the temporary',
    'who is taken along by a restart of all',
    'supervisor:restart',
  ],
  ['intensity', 'a supervisor gives up after too many restarts', 'supervisor, intensity and period'],
  ['nested', 'a supervisor that gives up is restarted by its own', 'supervisor, type => supervisor'],
  ['ordered stop', 'children are stopped in reverse order', 'supervisor:terminate'],
  [
    'deaf child',
    'a child that does not stop in time is killed, and the rest still stops in order',
    'supervisor, shutdown => Time',
  ],
] as const;

it.each(PROMISES)('%s: %s (Erlang: %s)', (part, _claim, _erlangs) => {
  expect(theirs.get(part)!.length).toBeGreaterThan(0);
  expect(ours.get(part)).toEqual(theirs.get(part));
});

it('there is no other part, in Erlang or here', () => {
  const names = PROMISES.map(([part]) => part);
  expect([...theirs.keys()]).toEqual(names);
  expect([...ours.keys()]).toEqual(names);
});

it('the transcript that stands in for Erlang is what Erlang says, where there is one', () => {
  expect(recorded().length).toBeGreaterThan(100);
  const live = erlangs();
  if (live !== null) expect(live).toEqual(recorded());
});
