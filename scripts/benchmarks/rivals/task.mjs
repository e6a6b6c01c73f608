/** The work that we and the rivals are given, the same for all: made once, written as JSON for the Python programs. */
import { kernelDensity, simulateDdm } from '@likelihive/kernel';

/** Samples of a density, and responses that are scored. */
const COUNT = 4000;

/** The DDM study's walk: rate .3 at an input of 5. */
const WALK = {
  drift: 1.5,
  threshold: 0.6,
  noise: 1,
  startingValue: 0,
  nonDecisionTime: 0.15,
  timeStepSize: 0.001,
};

/** The walk with samples and responses drawn from it. */
export async function makeTask() {
  const paths = await simulateDdm({ ...WALK, n: 2 * COUNT, seed: 11 });
  const sample = Array.from(paths.rt.filter((_, path) => paths.outcome[path] === 1)).slice(0, COUNT);
  const { axis } = kernelDensity(Float64Array.from(sample), { estimator: 'gaussian-kde' });
  return {
    walk: { ...WALK, paths: 20_000 },
    sample,
    // The axis of a Gaussian kernel density reaches three bandwidths beyond the sample.
    kde: { axis: Array.from(axis), bandwidth: (Math.min(...sample) - axis[0]) / 3 },
    responses: { rt: Array.from(paths.rt.slice(0, COUNT)), outcome: Array.from(paths.outcome.slice(0, COUNT)) },
    variability: { driftSd: 0.3, startingValueRange: 0.12, nonDecisionTimeRange: 0.1 },
    // Bounds at ±b0 exp(-t/tau); times as PyDDM's default grid has them.
    moving: { drift: 1.5, noise: 1, b0: 1, tau: 1, times: Array.from({ length: 401 }, (_, k) => k * 0.005) },
  };
}
