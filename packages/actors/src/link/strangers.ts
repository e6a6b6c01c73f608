/** Keeps the number of sockets at the door that have proved nothing below a limit: beyond, the newest are cut off. */
import type { Server, Socket } from 'node:net';

/** Sockets that may be at a door at one time without having proved anything. */
const MAX_STRANGERS = 2_048;

/** Watches over a server's sockets; `forget` takes one out that has proved itself. */
export function limitStrangers(server: Server, limit = MAX_STRANGERS): { forget(socket: Socket): void } {
  const strangers = new Set<string>();
  // With TLS, the socket of a request is another than that of its connection; both know the address.
  const key = (socket: Socket): string => `${socket.remoteAddress}|${socket.remotePort}`;
  server.on('connection', (socket: Socket) => {
    const own = key(socket);
    if (strangers.size >= limit) return void socket.destroy();
    strangers.add(own);
    socket.once('close', () => strangers.delete(own));
  });
  return { forget: (socket) => void strangers.delete(key(socket)) };
}
