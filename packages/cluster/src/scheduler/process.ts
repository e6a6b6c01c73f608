/** A scheduler as a process of its own, for the command line: listens, leaves word in a contact file, ends on a signal. */
import type { Contact } from '../launch/contact-file.js';

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
export declare function runSchedulerProcess(options: SchedulerProcessOptions): Promise<number>;
