/** `distributedOptions`: how a fit is spread over a cluster. */
import type { Client } from '@likelihive/cluster';
import type { DataTable, PecInputs } from '@likelihive/model';

import { optionError, requireFunction, requireInteger, requireKeys, shown } from '../options/check.js';
import type { ParameterEstimationComposition } from './parameter-estimation-composition.js';

/** What a `pecFactory` returns: a PEC and the inputs to run it with. */
export interface PecAndInputs {
  readonly pec: ParameterEstimationComposition;
  readonly inputs: PecInputs;
}

/** Builds a PEC and its inputs from the data (undefined where the PEC has none); called once a fit, in the driver. */
export type PecFactory = (data: DataTable) => PecAndInputs | Promise<PecAndInputs>;

/** Options of a distributed fit. */
export interface DistributedOptions {
  /** Rebuilds the PEC, whose recipe must be the driver's own; without it the PEC itself is used. */
  readonly pecFactory?: PecFactory | undefined;
  /** Kernel threads of each worker of a local cluster; `$SLURM_CPUS_PER_TASK` by default, else cores / workers. */
  readonly workerCores?: number | undefined;
  /** Evaluations in flight at most. */
  readonly maxConcurrentEvaluations?: number | undefined;
  /** The cluster to use; it is never shut down by the fit. */
  readonly client?: Client | Promise<Client> | undefined;
  /** Workers of a local cluster; ignored with `client`, under `srun` or with `--scheduler`. */
  readonly nWorkers?: number | undefined;
}

const KNOWN = ['pecFactory', 'workerCores', 'maxConcurrentEvaluations', 'client', 'nWorkers'];

/** Checks `distributedOptions` and returns them with the absent left out. */
export function resolveDistributedOptions(options: DistributedOptions = {}): DistributedOptions {
  requireKeys('distributedOptions', options, KNOWN);
  const at = (name: string) => `distributedOptions.${name}`;
  const { pecFactory, workerCores, maxConcurrentEvaluations, client, nWorkers } = options;
  return {
    ...(pecFactory !== undefined && { pecFactory: requireFunction(at('pecFactory'), pecFactory) }),
    ...(workerCores !== undefined && { workerCores: requireInteger(at('workerCores'), workerCores, 1, 1024) }),
    ...(maxConcurrentEvaluations !== undefined && {
      maxConcurrentEvaluations: requireInteger(at('maxConcurrentEvaluations'), maxConcurrentEvaluations, 1),
    }),
    ...(client !== undefined && { client: requireClient(client) }),
    ...(nWorkers !== undefined && { nWorkers: requireInteger(at('nWorkers'), nWorkers, 1, 1024) }),
  };
}

/** A client is known by what it does: its class belongs to code that this process may never load. */
function requireClient(client: Client | Promise<Client>): Client | Promise<Client> {
  const { then, openFit } = (client ?? {}) as { readonly then?: unknown; readonly openFit?: unknown };
  if (typeof then === 'function' || typeof openFit === 'function') return client;
  throw optionError('distributedOptions.client', `must be a Client or a promise of one, got ${shown(client)}`);
}
