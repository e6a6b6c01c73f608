/** A scheduler as a process of its own, for the command line: listens, leaves word in a contact file, ends on a signal. */
import { createSecret, readSecretFile } from '@likelihive/actors';
import { type Contact, removeContactFile, writeContactFile } from '../launch/contact-file.js';
import { requireInteger } from '../options.js';
import { stopSignals } from '../signals.js';
import { hostScheduler } from './host.js';

/** Options of `likelihive scheduler`. */
export interface SchedulerProcessOptions {
  /** Address to listen on; loopback unless told. */
  readonly host?: string | undefined;
  /** Port to listen on; 0, the default, lets the system choose one. */
  readonly port?: number | undefined;
  /** File (mode 0600) with the secret; made afresh where it is not given. */
  readonly secretFile?: string | undefined;
  /** Where to leave word; see `defaultContactFile`. */
  readonly contactFile: string;
  /** Called once it listens, with what the contact file says. */
  readonly onListening?: ((contact: Contact) => void) | undefined;
}

/** Runs a scheduler until SIGINT or SIGTERM, tells everybody goodbye, removes the contact file. Resolves to the exit code. */
export async function runSchedulerProcess(options: SchedulerProcessOptions): Promise<number> {
  const { host = '127.0.0.1', port = 0, contactFile, onListening = () => undefined } = options;
  requireInteger('port', port, 0, 65_535);
  const secret = options.secretFile === undefined ? createSecret() : await readSecretFile(options.secretFile);
  const signals = stopSignals();
  const scheduler = await hostScheduler({ host, port, secret });
  try {
    await writeContactFile(contactFile, scheduler.contact);
    onListening(scheduler.contact);
    signals.first.addEventListener('abort', () => scheduler.end('the scheduler was told to end'), { once: true });
    if (signals.first.aborted) return 0;
    await Promise.race([scheduler.ended, aborted(signals.second)]);
    return 0;
  } finally {
    await removeContactFile(contactFile, scheduler.contact.incarnation);
    await scheduler.stop();
    signals.dispose();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
