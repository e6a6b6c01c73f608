/** TLS to a listener that is known by the fingerprint of its certificate, and by nothing else. */
import type { Agent } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { ActorError } from '../errors.js';
import { fingerprintOf } from './certificate.js';

/** Both sides speak this or nothing: there is no older version to be talked down to. */
export const TLS_VERSION = 'TLSv1.3';

/** Where to connect, as Node's HTTP client says it. */
interface Target {
  readonly host?: string | null | undefined;
  readonly port?: number | string | null | undefined;
}

/**
 * Makes connections for Node's HTTP client: a socket is handed over only when the certificate at its other end has the
 * fingerprint (and TLS has shown that the key to it is there), else `ERR_IMPOSTOR`. Not a byte of ours is sent before.
 */
export function pinnedConnection(fingerprint: string, signal: AbortSignal) {
  return (target: Target, done: (error: Error | null, socket?: Duplex) => void): undefined => {
    const socket = connectTls({
      host: target.host ?? 'localhost',
      port: Number(target.port),
      rejectUnauthorized: false, // the fingerprint is compared instead of a chain
      minVersion: TLS_VERSION,
    });
    const abort = (): void => void socket.destroy(signal.reason as Error);
    const failed = (error: Error): void => {
      signal.removeEventListener('abort', abort);
      done(error);
    };
    signal.addEventListener('abort', abort, { once: true });
    socket.once('error', failed);
    socket.once('secureConnect', () => {
      signal.removeEventListener('abort', abort);
      socket.off('error', failed);
      const got = fingerprintOf(socket.getPeerCertificate().raw);
      if (got === fingerprint) return void done(null, socket);
      socket.destroy();
      const text = `the certificate of ${target.host}:${target.port} must have fingerprint ${fingerprint}, got ${got}`;
      done(new ActorError('ERR_IMPOSTOR', text));
    });
  };
}

/** The type that Node's client gives to such a function, without the overloads that it does not use. */
export type CreateConnection = Agent['createConnection'];
