/**
 * What the process that runs a study offers to the fits in it: which cluster they join and where their progress goes.
 *
 * `likelihive run` sets it from the command line before the study is loaded; a study that is run without our command
 * has the defaults. Only `run` of a PEC reads it: no constructor does.
 */
import type { Client } from '@likelihive/cluster';
import type { PecInputs } from '@likelihive/model';

import { environment } from '../environment.js';
import type { HostJournal } from '../journal/choice.js';
import type { ParameterEstimationComposition } from '../pec/parameter-estimation-composition.js';
import type { ProgressStyle } from '../progress/reporter.js';
import type { FitResult } from './fit-result.js';

/** Where distributed fits run when the study names no client. */
export type ClusterChoice =
  /** A cluster that runs already; `scheduler` is a URL or a contact file. */
  | { readonly kind: 'join'; readonly scheduler: string; readonly secretFile: string | null }
  /** The cluster of the Slurm step that this process is a rank of. */
  | { readonly kind: 'step'; readonly connect: () => Promise<Client> }
  /** Processes on this machine; null where the fit decides. */
  | { readonly kind: 'local'; readonly workers: number | null; readonly workerCores: number | null };

/** The process's offer; see the head of this file. */
export interface StudyHost {
  readonly cluster: ClusterChoice;
  readonly progress: ProgressStyle;
  /** Where fits keep their journal unless they say so themselves; absent or null for nowhere. */
  readonly journal?: HostJournal | undefined;
  /** Called with each PEC that is to be fitted, once it is known to be without fault; what it throws, `run` throws. */
  readonly beforeFit?: ((pec: ParameterEstimationComposition, inputs: PecInputs) => void) | undefined;
  /** Called with each fit that has ended, in order of their ends. */
  onFit(result: FitResult): void;
}

let current: StudyHost | null = null;

/** Sets what fits in this process are offered from now on. */
export function hostStudies(host: StudyHost): void {
  current = host;
}

/** What fits in this process are offered now. */
export function studyHost(): StudyHost {
  return current ?? defaultHost();
}

function defaultHost(): StudyHost {
  const { scheduler, secretFile } = environment();
  const cluster: ClusterChoice =
    scheduler === null ? { kind: 'local', workers: null, workerCores: null } : { kind: 'join', scheduler, secretFile };
  return { cluster, progress: 'terminal', onFit() {} };
}
