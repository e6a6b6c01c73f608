/** The loop of leaky competing accumulators, whose whole step is one instruction. */
import { constantOf, FOLD, LANES, type Phase, phaseOf, type Register } from './registers.js';
import { integratorNoise, isFinished, type NodeRun, type NodeSite, type NodeState } from './step.js';

const SHARED = ['integrator.leak', 'recurrence.selfExcitation', 'recurrence.competition'] as const;
const LOGISTIC = ['gain', 'bias', 'x0', 'scale', 'offset'] as const;

/** Whether a node's step is that of `lca-step`, with one number for all units for each parameter. */
export function isFusedAccumulator({ node, ports, parameter }: NodeSite): boolean {
  const isShape =
    node.recurrence?.kind === 'lca' &&
    node.integrator?.kind === 'leaky-competing' &&
    node.function.kind === 'logistic' &&
    node.clip === null &&
    node.valueSize === ports.flat().length;
  if (!isShape) return false;
  const keys = [...SHARED, ...LOGISTIC.map((name) => `function.${name}`)];
  return keys.every((key) => parameter(key).length === 1);
}

/** Runs a node of `isFusedAccumulator` until it is finished, or for one step where `runs` is 0. */
export function runFusedAccumulator(site: NodeSite, state: NodeState, runs: Register): NodeRun {
  const { draft, node, parameter } = site;
  const units = state.value.length;
  const external = draft.span(site.ports.flat());
  const one = (key: string) => parameter(key)[0]!;
  const dt = one('integrator.timeStepSize');
  const [leak, selfExcitation, competition] = SHARED.map(one) as [Register, Register, Register];
  const [gain, bias, x0, scale, offset] = LOGISTIC.map((name) => one(`function.${name}`)) as [
    Register,
    Register,
    Register,
    Register,
    Register,
  ];
  const scalars = [leak, dt, selfExcitation, competition, gain, bias, x0, scale, offset];
  const isRandom = node.noise !== null && node.noise.kind !== 'constant';
  const least: Phase = isRandom
    ? LANES
    : (Math.max(FOLD, phaseOf([...external, ...scalars, ...added(site, units)])) as Phase);
  const needsBefore = node.termination?.measure === 'convergence';
  const after = draft.loop({
    first: [...state.integrator, ...state.value, state.steps, ...(needsBefore ? state.value : [])],
    least,
    maxIterations: site.maxSteps,
    body: (registers) => {
      const x = registers.slice(0, units);
      const f = registers.slice(units, 2 * units);
      const before = needsBefore ? f.map((value) => draft.copy(value)) : f;
      const noise = noiseSpan(draft, isRandom ? noisy(site, units) : added(site, units));
      draft.step([...x, ...f], [...external, ...(noise ?? []), ...scalars], (of) => ({
        op: 'lca-step',
        x: { first: of(x[0]!), count: units },
        f: { first: of(f[0]!), count: units },
        external: { first: of(external[0]!), count: units },
        noise: noise === null ? null : { first: of(noise[0]!), count: units },
        leak: of(leak),
        dt: of(dt),
        selfExcitation: of(selfExcitation),
        competition: of(competition),
        gain: of(gain),
        bias: of(bias),
        x0: of(x0),
        scale: of(scale),
        offset: of(offset),
      }));
      const steps = draft.op('add', registers[2 * units]!, draft.constant(1));
      const finished = isFinished(site, { before: () => before, value: f, steps, integrator: x });
      const held = needsBefore ? before : [];
      return { next: [...x, ...f, steps, ...held], again: draft.op('and', runs, draft.op('not', finished)) };
    },
  });
  return {
    integrator: after.slice(0, units),
    value: after.slice(units, 2 * units),
    steps: after[2 * units]!,
    finished: draft.constant(1),
  };
}

/** What each step adds without noise: the offset, and a constant noise. */
function added(site: NodeSite, units: number): Register[] {
  const { draft, node, parameter } = site;
  const constant = node.noise?.kind === 'constant' ? integratorNoise(site, units, false) : null;
  return Array.from({ length: units }, (_, i) => {
    const offsets = parameter('integrator.offset');
    const offset = offsets[offsets.length === 1 ? 0 : i]!;
    return constant === null ? offset : draft.op('add', constant[i]!, offset);
  });
}

function noisy(site: NodeSite, units: number): readonly Register[] {
  const { draft, parameter } = site;
  const noise = integratorNoise(site, units, false)!;
  const offsets = parameter('integrator.offset');
  if (offsets.every((offset) => constantOf(offset) === 0)) return noise;
  return noise.map((x, i) => draft.op('add', x, offsets[offsets.length === 1 ? 0 : i]!));
}

/** Neighbours that hold `noise`; null where that is 0 throughout. */
function noiseSpan(draft: NodeSite['draft'], noise: readonly Register[]): readonly Register[] | null {
  return noise.every((register) => constantOf(register) === 0) ? null : draft.span(noise);
}
