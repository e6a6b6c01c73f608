/**
 * Fits monkey 1 of the Roitman & Shadlen data and compares with the exact maximum-likelihood values, in standard errors.
 *
 * A walk that is watched only every dt behaves as if its threshold were larger by .5826 * noise * sqrt(dt): that much is
 * added to the fitted threshold before it is compared with the one of continuous time.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LIKELIHIVE, output, printTable, ROOT, save } from './report.mjs';

const shared = process.argv[2] ?? join(ROOT, '../shared');
const CASE = 'roitman_monkey1_lapse0.05';
const CORRECTION = 0.5826 * Math.sqrt(0.005);
const LIMIT = 3;

const { cases } = JSON.parse(readFileSync(join(shared, 'golden/fits/roitman.json'), 'utf8'));
const exact = cases.find(({ name }) => name === CASE);

const folder = mkdtempSync(join(tmpdir(), 'likelihive-roitman-'));
try {
  const file = join(folder, 'fit.json');
  const study = [join(ROOT, 'docs/examples/roitman.ts'), '--quiet', '--json', file];
  await output([...LIKELIHIVE, 'run', ...study, '--', join(shared, 'data/roitman_rts.csv'), '1']);
  const [fit] = JSON.parse(readFileSync(file, 'utf8')).fits;
  const found = fit.optimizedParameterValues;
  const comparisons = [
    ['rate', found['DDM.rate'], 0, 'rate_per_coherence'],
    ['threshold', found['DDM.threshold'], CORRECTION, 'threshold'],
    ['non-decision time', found['DDM.nonDecisionTime'], 0, 'non_decision_time'],
  ].map(([name, fitted, correction, key]) => ({
    name,
    fitted,
    corrected: fitted + correction,
    exact: exact.estimate[key],
    standardErrors: (fitted + correction - exact.estimate[key]) / exact.standard_error[key],
  }));
  printTable(
    ['', 'fitted', 'corrected', 'exact', 'standard errors off'],
    comparisons.map((row) => [row.name, row.fitted, row.corrected, row.exact, row.standardErrors]),
  );
  console.log(
    `${fit.evaluations.length} evaluations in ${fit.seconds.toFixed(1)} s, log-likelihood ${fit.optimalValue}`,
  );
  save('roitman', { comparisons, seconds: fit.seconds, optimalValue: fit.optimalValue });
  // Written so that a value that is not a number fails too.
  const isWithin = comparisons.every(({ standardErrors }) => Math.abs(standardErrors) <= LIMIT);
  console.log(isWithin ? `all within ${LIMIT} standard errors` : `NOT within ${LIMIT} standard errors`);
  process.exitCode = isWithin ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
