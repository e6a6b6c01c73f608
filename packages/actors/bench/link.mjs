/**
 * What a link costs, between two processes on loopback: round trip of `ask`, asks in flight, messages one way.
 *
 *     node packages/actors/bench/link.mjs
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ask, createSecret, dispatch, startSystem } from '../dist/index.js';

const secret = createSecret();
const child = fork(fileURLToPath(new URL('../test/fixtures/peer.mjs', import.meta.url)));
child.send({ secret, listen: true });
const [{ url }] = await once(child, 'message');
const system = startSystem({ name: 'bench' });
const peer = await system.connect(url, { secret });
const desk = await peer.whereis('desk');
const echo = (value) => ask(desk, (replyTo) => ({ type: 'echo', value, replyTo }), { timeoutMs: 10_000 });

for (let i = 0; i < 2_000; i += 1) await echo(i);

const trips = [];
for (let i = 0; i < 10_000; i += 1) {
  const start = performance.now();
  await echo(i);
  trips.push((performance.now() - start) * 1000);
}
trips.sort((a, b) => a - b);
const at = (share) => trips[Math.floor(share * trips.length)].toFixed(0);
console.log(`round trip of ask: p50 ${at(0.5)} us, p99 ${at(0.99)} us`);

const ASKS = 100_000;
let start = performance.now();
for (let sent = 0; sent < ASKS; sent += 1_000) await Promise.all(Array.from({ length: 1_000 }, (_, i) => echo(i)));
console.log(`asks, 1000 in flight: ${Math.round(ASKS / ((performance.now() - start) / 1000))} per second`);

const MESSAGES = 500_000;
start = performance.now();
for (let n = 0; n < MESSAGES; ) {
  for (const end = n + 10_000; n < end; n += 1) dispatch(desk, { type: 'number', n });
  await new Promise((resolve) => setImmediate(resolve));
}
const { count, ordered } = await ask(desk, (replyTo) => ({ type: 'numbers', replyTo }), { timeoutMs: 60_000 });
const perSecond = Math.round(MESSAGES / ((performance.now() - start) / 1000));
console.log(`one way: ${perSecond} per second (${count} came, ${ordered ? 'in order' : 'OUT OF ORDER'})`);

await system.stop();
child.disconnect();
