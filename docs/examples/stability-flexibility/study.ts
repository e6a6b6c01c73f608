/**
 * Recovers gain, slope, threshold and non-decision time of the stability-flexibility model from 200 simulated trials: the larger study of
 * PsyNeuLink's distributed-fitting examples, 960 evaluations of 10,000 estimates. README.md shows what comes of it.
 *
 *   npx likelihive run docs/examples/stability-flexibility/study.ts                      simulated, as PsyNeuLink does it
 *   npx likelihive run docs/examples/stability-flexibility/study.ts -- exact             exact in continuous time, with standard errors
 *   npx likelihive run docs/examples/stability-flexibility/study.ts -- walk              exact for the walk in steps that is simulated
 *   npx likelihive run docs/examples/stability-flexibility/study.ts -- simulated 300 64  fewer estimates, fewer evaluations
 *   npx likelihive explain docs/examples/stability-flexibility/study.ts                  what it compiles to; fits nothing
 *   sbatch slurm/submit-stability-flexibility.slurm                                      16 workers on 3 nodes
 */
import { CmaEsSampler, type DataTable, PECOptimizationFunction, type PecAndInputs } from 'likelihive';
import { LIKELIHOODS, makePec, simulateData, TRUE } from './pec.js';

const [way = 'simulated', estimates = '10000', evaluations = '960'] = process.argv.slice(2);
if (!isWay(way)) throw new Error(`the likelihood must be ${Object.keys(LIKELIHOODS).join(', ')}, got ${way}`);

/** From data to what is fitted. Only its result travels to the workers, as plain data; this function never leaves the driver. */
export function pecFactory(data: DataTable): PecAndInputs {
  return makePec(data, {
    way: way as keyof typeof LIKELIHOODS,
    numEstimates: Number(estimates),
    optimizationFunction: new PECOptimizationFunction({
      method: new CmaEsSampler({ seed: 0, popsize: 16 }), // 16 candidates a generation: at most 16 workers have work
      maxIterations: Number(evaluations),
      polish: way === 'exact',
      distributed: true,
      distributedOptions: { pecFactory },
    }),
  });
}

const { pec, inputs } = pecFactory(await simulateData(7));
const result = await pec.run({ inputs });

const { optimalValue, optimizedParameterValues, standardErrors, seconds } = result;
console.log(
  `${result.evaluations.length} evaluations in ${seconds.toFixed(2)} s, log-likelihood ${optimalValue.toFixed(3)}`,
);
for (const [name, found] of Object.entries(optimizedParameterValues)) {
  const error = standardErrors?.[name];
  const truth = TRUE[name.split('.')[1] as keyof typeof TRUE];
  console.log(`  ${name}: ${found.toFixed(4)}${error == null ? '' : ` ± ${error.toFixed(4)}`} (true ${truth})`);
}

function isWay(name: string): name is keyof typeof LIKELIHOODS {
  return Object.hasOwn(LIKELIHOODS, name);
}
