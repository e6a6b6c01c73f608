/**
 * The whole DDM study with `distributed: false`.
 *
 *   likelihive run scripts/benchmarks/whole-study.ts --json FILE -- THREADS EVALUATIONS
 */
import { ddmStudy, simulateData } from './ddm-study.js';

const [threads = '1', evaluations = '480'] = process.argv.slice(2);
const { pec, inputs } = ddmStudy(await simulateData(), {
  threads: Number(threads),
  maxIterations: Number(evaluations),
});
await pec.run({ inputs });
