/**
 * How well 200 trials determine each parameter of the stability-flexibility model: fits one data set after another by the exact
 * likelihood, and prints estimates with their standard errors, their mean, and their spread beside the mean standard error.
 *
 *   npx likelihive run docs/examples/stability-flexibility/recovery.ts --quiet -- 12      data sets
 */
import { CmaEsSampler, PECOptimizationFunction } from 'likelihive';
import { makePec, simulateData, TRUE } from './pec.js';

const count = Number(process.argv[2] ?? 12);
const names = Object.keys(TRUE) as (keyof typeof TRUE)[];
const line = (...cells: readonly string[]) =>
  console.log(
    cells
      .map((cell) => cell.padEnd(18))
      .join('')
      .trimEnd(),
  );
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

line('data set', ...names);
const found = new Map<string, number[]>(names.map((name) => [name, []]));
const errors = new Map<string, number[]>(names.map((name) => [name, []]));
for (let seed = 1; seed <= count; seed += 1) {
  const optimizationFunction = new PECOptimizationFunction({
    method: new CmaEsSampler({ seed: 0, popsize: 16 }),
    maxIterations: 480,
    polish: true,
  });
  const { pec, inputs } = makePec(await simulateData(seed), { way: 'exact', optimizationFunction });
  const { optimizedParameterValues, standardErrors } = await pec.run({ inputs });
  const cells = Object.entries(optimizedParameterValues).map(([name, value], i) => {
    const error = standardErrors?.[name] ?? null;
    found.get(names[i]!)!.push(value);
    if (error !== null) errors.get(names[i]!)!.push(error);
    return `${value.toFixed(4)}${error === null ? '' : ` ± ${error.toFixed(4)}`}`; // none at the end of a range
  });
  line(String(seed), ...cells);
}
line('true', ...names.map((name) => String(TRUE[name])));
line('mean', ...names.map((name) => mean(found.get(name)!).toFixed(4)));
line('spread', ...names.map((name) => deviation(found.get(name)!).toFixed(4)));
line('standard error', ...names.map((name) => mean(errors.get(name)!).toFixed(4)));

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}
