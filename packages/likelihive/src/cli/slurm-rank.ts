/**
 * `likelihive run` as one of the ranks of a Slurm step: the first is the scheduler, the second the driver, the others
 * are workers. Only the driver goes on to run the study.
 */
import { connectDriverRank, detectSlurmStep, runSchedulerRank, runWorkerRank, slurmRole } from '@likelihive/cluster';

import { environment } from '../environment.js';
import type { ClusterChoice } from '../fit/host.js';
import type { RunCommand } from './command-line.js';
import { BAD_USAGE } from './exit-code.js';

type Variables = Readonly<Record<string, string | undefined>>;

/** What is left to do for this rank: to run the study, or nothing. */
export type Rank =
  | { readonly kind: 'driver'; readonly cluster: (ClusterChoice & { kind: 'step' }) | null }
  | { readonly kind: 'done'; readonly exitCode: number };

/** Plays this rank's role until the driver is gone, or hands the driver's back. */
export async function takeRole(env: Variables, command: RunCommand): Promise<Rank> {
  const step = detectSlurmStep(env);
  if (step === null) return { kind: 'driver', cluster: null };
  const role = slurmRole(step);
  if (role === 'local') return { kind: 'driver', cluster: null };
  if (role === 'too-few') {
    if (isSpokesman(env))
      process.stderr.write(
        'error: srun -n must be 1 (a local cluster) or at least 3 (scheduler, driver, workers), got 2\n',
      );
    return { kind: 'done', exitCode: BAD_USAGE };
  }
  // A cluster that is named elsewhere needs no ranks but the one that runs the study.
  const isElsewhere = command.scheduler !== undefined || environment().scheduler !== null;
  if (role === 'driver') return { kind: 'driver', cluster: isElsewhere ? null : await clusterOfStep(step, env) };
  if (isElsewhere) return { kind: 'done', exitCode: 0 };
  const onFailure = (text: string) => process.stderr.write(`${text}\n`);
  const options = { env, workerCores: command.workerCores, onFailure };
  const exitCode = role === 'scheduler' ? await runSchedulerRank(step, options) : await runWorkerRank(step, options);
  return { kind: 'done', exitCode };
}

/** Whether this rank is the one that complains of the command line. */
export function isSpokesman(env: Variables): boolean {
  const step = detectSlurmStep(env);
  return step === null || step.tasks === 1 || step.procId === 1;
}

/** Joins before the study runs: the step's other ranks wait for the driver, and their lives are tied to it from then on. */
async function clusterOfStep(
  step: NonNullable<ReturnType<typeof detectSlurmStep>>,
  env: Variables,
): Promise<ClusterChoice & { kind: 'step' }> {
  const client = await connectDriverRank(step, { env });
  return { kind: 'step', connect: async () => client };
}
