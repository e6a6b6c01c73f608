/**
 * A system of actors that a hostile peer has got into: links whose socket is in memory, so that frames come at the rate
 * at which they are made. All else is real: links, peers, relays, actors.
 */
import { EventEmitter } from 'node:events';
import { findHost } from '../../../packages/actors/dist/hosts.js';
import { ask, dispatch, spawn, startSystem } from '../../../packages/actors/dist/index.js';
import { Link } from '../../../packages/actors/dist/link/link.js';

/** What a link uses of a WebSocket. What is sent goes nowhere. */
class Wire extends EventEmitter {
  bufferedAmount = 0;
  send() {}
  pause() {}
  resume() {}
  close() {
    this.emit('close');
  }
  terminate() {
    this.emit('close');
  }
}

/** Starts the system. */
export function aLiveSystem() {
  const system = startSystem({ name: 'live' });
  const { peers } = findHost(system.systemName);
  // Its ids are a1, a2: those that the peer's items are about.
  const desk = spawn(system, (message) => message?.replyTo && dispatch(message.replyTo, 'well'), { decode: checked });
  const bystander = spawn(system, () => undefined, { linksFromPeers: false });
  system.register('desk', desk);
  let runs = 0;
  return {
    /** One peer's life: gives whether it was still welcome at its end. */
    receive(frames) {
      const wire = new Wire();
      const socket = { bytesRead: 0, ref: () => undefined, unref: () => undefined };
      const link = new Link(peers, wire, { socket, dialled: false, role: 'stranger' });
      peers.add(link, { opened: () => undefined, ended: () => undefined });
      for (const frame of frames) wire.emit('message', frame, true);
      const welcome = link.isOpen;
      link.end('normal', null);
      return welcome;
    },
    /** Its actors are there, and answer. */
    async requireWell() {
      runs += 1;
      if (system.whereis('desk') === null) throw new Error('desk must be alive');
      if (system.peers.length > 0) throw new Error(`peers must be gone, got ${system.peers.length}`);
      if (runs % 64 !== 0) return;
      const answer = await ask(desk, (replyTo) => ({ replyTo }), { timeoutMs: 5_000 });
      if (answer !== 'well') throw new Error(`desk must be well, got ${answer}`);
    },
    stop: () => system.stop(),
    bystander,
  };
}

function checked(raw) {
  if (typeof raw !== 'object' || raw === null) throw new TypeError('message must be an object');
  return {}; // a reply port of its own choice is not for a stranger to give
}
