/** Which crossover and mutation a genetic sampler uses, as plain data. */
import { OptimizeError } from '../errors.js';
import { requireKnownOptions } from '../options.js';

/** A crossover of numbers; choices are always crossed uniformly. Absent options have Optuna's defaults. */
export type Crossover =
  /** Each gene from the first parent, or with `swappingProb` (0.5) from the second. */
  | { readonly kind: 'uniform'; readonly swappingProb?: number | undefined }
  /** Uniform between the parents, widened on each side by `alpha` (0.5) times their distance. */
  | { readonly kind: 'blx-alpha'; readonly alpha?: number | undefined }
  /** Simulated binary; `eta` is 20, or 2 with one objective. */
  | SimulatedBinary<'sbx'>
  /** Simulated binary that leaves no region out. */
  | SimulatedBinary<'vsbx'>
  /** Uniform in the simplex of three parents, expanded by `epsilon` (root of dimensions + 2). */
  | { readonly kind: 'spx'; readonly epsilon?: number | undefined }
  /** Normal around the middle of two parents, as wide as the third is far; `sigmaXi` 0.5, `sigmaEta` 0.35 / root of dimensions. */
  | { readonly kind: 'undx'; readonly sigmaXi?: number | undefined; readonly sigmaEta?: number | undefined };

interface SimulatedBinary<Kind extends string> {
  readonly kind: Kind;
  readonly eta?: number | undefined;
  /** How often two children's genes change places; 0.5. */
  readonly uniformCrossoverProb?: number | undefined;
  /** How often a gene is the child's and not a parent's; 0.5. */
  readonly useChildGeneProb?: number | undefined;
}

/** What becomes of a mutated number: `eta` (20) the larger, the nearer it stays. */
export interface Mutation {
  readonly kind: 'polynomial';
  readonly eta?: number | undefined;
}

const OPTIONS: Readonly<Record<Crossover['kind'], readonly string[]>> = {
  uniform: ['swappingProb'],
  'blx-alpha': ['alpha'],
  sbx: ['eta', 'uniformCrossoverProb', 'useChildGeneProb'],
  vsbx: ['eta', 'uniformCrossoverProb', 'useChildGeneProb'],
  spx: ['epsilon'],
  undx: ['sigmaXi', 'sigmaEta'],
};

/** Options that are probabilities; the others are numbers of at least 0. */
const PROBABILITIES = ['swappingProb', 'uniformCrossoverProb', 'useChildGeneProb'];

/** Parents of one child. */
export function parentCount({ kind }: Crossover): 2 | 3 {
  return kind === 'spx' || kind === 'undx' ? 3 : 2;
}

/** The crossover that is meant, by name or with options; checked. */
export function resolveCrossover(given: Crossover | Crossover['kind']): Crossover {
  const crossover = (typeof given === 'string' ? { kind: given } : given) as Crossover;
  const known = OPTIONS[crossover.kind] as readonly string[] | undefined;
  if (known === undefined) {
    const kinds = Object.keys(OPTIONS).join(', ');
    throw new OptimizeError('crossover', `crossover must be one of ${kinds}, got ${String(crossover.kind)}`);
  }
  requireKnownOptions(`crossover ${crossover.kind}`, crossover, ['kind', ...known]);
  requireNumbers('crossover', crossover);
  return crossover;
}

/** The mutation that is meant; null draws mutated genes anew at random. */
export function resolveMutation(given: Mutation | 'polynomial' | null): Mutation | null {
  if (given === null) return null;
  const mutation: Mutation = typeof given === 'string' ? { kind: given } : given;
  if (mutation.kind !== 'polynomial') {
    throw new OptimizeError('mutation', `mutation must be polynomial or null, got ${String(mutation.kind)}`);
  }
  requireKnownOptions('mutation polynomial', mutation, ['kind', 'eta']);
  requireNumbers('mutation', mutation);
  return mutation;
}

function requireNumbers(owner: string, options: object): void {
  for (const [name, value] of Object.entries(options)) {
    if (name === 'kind' || value === undefined) continue;
    const field = `${owner}.${name}`;
    if (PROBABILITIES.includes(name)) requireProbability(field, value as number);
    else if (!(Number.isFinite(value) && (value as number) >= 0)) {
      throw new OptimizeError(field, `${field} must be a finite number of at least 0, got ${String(value)}`);
    }
  }
}

/** Refuses what is not in [0, 1]. */
export function requireProbability(field: string, value: number): void {
  if (typeof value === 'number' && value >= 0 && value <= 1) return;
  throw new OptimizeError(field, `${field} must be in [0, 1], got ${String(value)}`);
}
