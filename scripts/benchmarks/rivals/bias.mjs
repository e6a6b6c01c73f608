/**
 * How far simulated log-likelihoods are from the exact one of the walk that is simulated, at the true parameters.
 *
 * Data, the exact value and PsyNeuLink's figures are those of golden/psyneulink/ddm-loglik.json. The first trial is left
 * out: PsyNeuLink applies a fitted non-decision time one trial late.
 */
import { existsSync, readFileSync } from 'node:fs';
import { studyOf, TRUTH, unlessRefused } from './study.mjs';

/** `undefined` is the density that a study gets by default. */
const DENSITIES = [undefined, 'log-gaussian-kde', 'gaussian-kde', 'histogram', 'fast-kde'];
const CONDITIONS = ['per-trial', 'shared'];

/** Bias and sd over `seeds` seeds of every density that this build has; null where there is no reference. */
export async function measureBias(file, { seeds }) {
  if (!existsSync(file)) return null;
  const { studies } = JSON.parse(readFileSync(file, 'utf8'));
  const study = studies.find(({ num_estimates }) => num_estimates === 4000);
  const { ll_without_first_mean, ll_without_first_sd, exact_euler } = study.candidates.find(({ parameters }) =>
    parameters.every((value, index) => value === TRUTH[index]),
  );
  const exact = exact_euler.ll_without_first;
  const ours = [];
  for (const density of DENSITIES) {
    for (const conditions of CONDITIONS) {
      const likelihood = { kind: 'simulated', density, conditions };
      const figures = await unlessRefused(() => biasOf(study, likelihood, exact, seeds));
      if (figures !== null) ours.push({ density: density ?? 'default', conditions, ...figures });
    }
  }
  return { exact, psyneulink: { bias: ll_without_first_mean - exact, sd: ll_without_first_sd }, seeds, ours };
}

async function biasOf({ inputs: stimulus, data }, likelihood, exact, seeds) {
  const [choice, rt] = [0, 1].map((column) => data.map((row) => row[column]));
  const values = [];
  const score = async (initialSeed) => {
    const { pec, inputs } = studyOf({ stimulus, choice, rt }, { likelihood, initialSeed });
    const { perTrial } = await pec.logLikelihood(TRUTH, { inputs });
    return perTrial.slice(1).reduce((sum, value) => sum + value, 0);
  };
  for (let seed = 1; seed <= seeds; seed++) values.push(await score(seed));
  const mean = values.reduce((sum, value) => sum + value, 0) / seeds;
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (seeds - 1));
  return { bias: mean - exact, sd };
}
