/** Random conditions of random compositions. */
import fc from 'fast-check';
import {
  AfterNCalls,
  AfterPass,
  All,
  AllHaveRun,
  Any,
  AtNCalls,
  AtPass,
  AtTrialStart,
  BeforeNCalls,
  BeforePass,
  type Composition,
  EveryNCalls,
  EveryNPasses,
  JustRan,
  Not,
  type ScheduleCondition,
  Threshold,
  WhenFinished,
} from '../../src/index.js';
import { type Gen, pick, type RandomOptions } from './random-model.js';

/** When a mechanism is reset. */
export function resetOf(g: Gen, { isScheduled }: RandomOptions) {
  const kind = g(fc.nat, { max: 9 });
  if (kind < 4) return {};
  if (kind < 8 || !isScheduled) return { resetStatefulFunctionWhen: new AtTrialStart() };
  return { resetStatefulFunctionWhen: kind === 8 ? new AtPass(1) : new EveryNPasses(2) };
}

/** Gives some mechanisms conditions, and the trial an end. */
export function addSchedule(g: Gen, composition: Composition): void {
  for (const mechanism of composition.nodes) {
    if (g(fc.nat, { max: 9 }) < 5) composition.scheduler.addCondition(mechanism, condition(g, composition, 0));
  }
  const end = g(fc.nat, { max: 9 });
  if (end < 2) composition.scheduler.endTrialWhen(new AtPass(1 + g(fc.nat, { max: 3 })));
  else if (end < 5) composition.scheduler.endTrialWhen(condition(g, composition, 0));
}

const KINDS = [
  ...(['every-calls', 'before-calls', 'at-calls', 'after-calls', 'finished', 'just-ran', 'all-ran'] as const),
  ...(['at', 'before', 'after', 'every', 'threshold', 'all', 'any', 'not'] as const),
];

function condition(g: Gen, composition: Composition, depth: number): ScheduleCondition {
  const mechanism = pick(g, [...composition.nodes]);
  const n = g(fc.nat, { max: 3 });
  const inner = () => condition(g, composition, depth + 1);
  const kind = pick(g, [...(depth > 1 ? KINDS.slice(0, -3) : KINDS)]);
  switch (kind) {
    case 'every-calls':
      return new EveryNCalls(mechanism, n);
    case 'before-calls':
      return new BeforeNCalls(mechanism, n);
    case 'at-calls':
      return new AtNCalls(mechanism, n);
    case 'after-calls':
      return new AfterNCalls(mechanism, n);
    case 'finished':
      return new WhenFinished(mechanism);
    case 'just-ran':
      return new JustRan(mechanism);
    case 'all-ran':
      return new AllHaveRun(mechanism, composition.nodes[0]!);
    case 'at':
      return new AtPass(n);
    case 'before':
      return new BeforePass(n);
    case 'after':
      return new AfterPass(n);
    case 'every':
      return new EveryNPasses(n + 1);
    case 'threshold':
      return new Threshold(mechanism.outputPort, {
        threshold: g(fc.double, { min: -1, max: 1, noNaN: true }),
        comparison: pick(g, ['<', '>=']),
      });
    case 'all':
      return new All(inner(), inner());
    case 'any':
      return new Any(inner(), inner());
    case 'not':
      return new Not(inner());
  }
}
