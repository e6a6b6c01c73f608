/** Units of a model's time. */

/** `TRIAL`: a row of inputs; `PASS`: every node considered once. Names are PsyNeuLink's. */
export const TimeScale = { TRIAL: 'TimeScale.TRIAL', PASS: 'TimeScale.PASS' } as const;
