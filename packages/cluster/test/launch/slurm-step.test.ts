import { describe, expect, it } from '@jest/globals';
import { detectSlurmStep, slurmContactFile, slurmRole } from '../../src/launch/slurm-step.js';

const TASK = {
  SLURM_JOB_ID: '17',
  SLURM_STEP_ID: '2',
  SLURM_STEP_NUM_TASKS: '10',
  SLURM_PROCID: '3',
  SLURM_CPUS_PER_TASK: '4',
  SLURM_STEP_NODELIST: 'n[1-3]',
};

describe('Slurm step', () => {
  it('is read from its variables', () => {
    expect(detectSlurmStep(TASK)).toEqual({
      procId: 3,
      tasks: 10,
      jobId: '17',
      stepId: '2',
      restart: 0,
      cpusPerTask: 4,
      nodeList: 'n[1-3]',
    });
  });

  it('is not seen by a plain command of a batch script, nor outside of Slurm', () => {
    const { SLURM_STEP_ID: _, SLURM_STEP_NUM_TASKS: __, ...batch } = TASK;
    expect(detectSlurmStep({ ...batch, SLURM_NTASKS: '10' })).toBeNull();
    expect(detectSlurmStep({})).toBeNull();
  });

  it('counts the tasks of the step, not of the allocation', () => {
    expect(detectSlurmStep({ ...TASK, SLURM_NTASKS: '99' })?.tasks).toBe(10);
  });

  it('names a variable that is no number', () => {
    expect(() => detectSlurmStep({ ...TASK, SLURM_PROCID: 'x' })).toThrow(
      'SLURM_PROCID must be an integer of at least 0, got x',
    );
  });

  it('gives each rank its role', () => {
    const roles = (tasks: number) =>
      Array.from({ length: tasks }, (_, procId) => {
        const step = detectSlurmStep({ ...TASK, SLURM_STEP_NUM_TASKS: `${tasks}`, SLURM_PROCID: `${procId}` });
        return step && slurmRole(step);
      });
    expect(roles(5)).toEqual(['scheduler', 'driver', 'worker', 'worker', 'worker']);
    expect(roles(3)).toEqual(['scheduler', 'driver', 'worker']);
    expect(roles(2)).toEqual(['too-few', 'too-few']);
    expect(roles(1)).toEqual(['local']);
  });

  it('has a contact file of its own for each job, step and restart', () => {
    const path = (env: object) => {
      const step = detectSlurmStep({ ...TASK, ...env });
      return step && slurmContactFile(step, { HOME: '/h' });
    };
    expect(path({})).toBe('/h/.local/state/likelihive/slurm-17.2.0.json');
    expect(path({ SLURM_RESTART_COUNT: '1' })).toBe('/h/.local/state/likelihive/slurm-17.2.1.json');
  });
});
