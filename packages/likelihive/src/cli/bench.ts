/** `likelihive bench kernel|cluster|fit`: the project's own figures on this machine, as a table or as JSON. */
import { environment } from '../environment.js';
import { toJson } from '../results/json.js';
import { table } from '../results/table.js';
import type { BenchCommand } from './command-line.js';

/** Measures what was asked for and prints it. */
export async function bench(command: BenchCommand): Promise<number> {
  const figures = await measure(command);
  process.stdout.write(command.json ? toJson(figures) : figuresText(figures));
  return 0;
}

async function measure({ what, evaluations, workers, threads }: BenchCommand): Promise<object> {
  const { cores } = environment();
  switch (what) {
    case 'kernel':
      return (await import('@likelihive/kernel')).benchKernel({ threads: threads ?? cores });
    case 'cluster':
      return (await import('@likelihive/cluster')).benchCluster({ workers: workers ?? Math.min(cores, 8) });
    case 'fit':
      return (await import('../bench/bench-fit.js')).benchFit({ evaluations, workers });
  }
}

/** Figures by name, one a line; an object within is written as `outer.inner`. */
export function figuresText(figures: object): string {
  return table(['figure', 'value'], rowsOf('', figures), 'nothing was measured');
}

function rowsOf(prefix: string, figures: object): (readonly [string, string])[] {
  return Object.entries(figures).flatMap(([name, value]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    if (typeof value === 'object' && value !== null) return rowsOf(path, value);
    return [
      [path, typeof value === 'number' && !Number.isInteger(value) ? value.toPrecision(4) : String(value)] as const,
    ];
  });
}
