/** The whole control model without noise, trial by trial, against PsyNeuLink's values of every mechanism. */
import { describe, expect, it } from '@jest/globals';
import { makeStabilityFlexibility } from '../stability-flexibility-model.js';
import { golden, largestDifference, run } from './golden.js';

type Vector = readonly number[];

interface Golden {
  readonly deterministic: {
    readonly parameters: Readonly<Record<'gain' | 'w' | 'threshold' | 'ndt' | 'lca_dt', number>>;
    readonly trials: readonly Readonly<
      Record<
        'task' | 'stim' | 'csi' | 'corr' | 'lca' | 'non' | 'cong' | 'comb' | 'rec' | 'scale' | 'ddm' | 'lca_x',
        Vector
      >
    >[];
    readonly outcomes: readonly { readonly decision: number; readonly rt: number }[];
  };
}

const { parameters, trials: expected, outcomes } = (golden('stability-flexibility.json') as Golden).deterministic;

describe('the control model without noise', () => {
  const model = makeStabilityFlexibility({
    gain: parameters.gain,
    slope: parameters.w,
    threshold: 1,
    nonDecisionTime: parameters.ndt,
    timeStepSize: parameters.lca_dt,
  });
  const rows = expected.map(({ task, stim, csi, corr }) => [...task, ...stim, ...csi, ...corr]);

  /** The model, with threshold and noise given as a fit gives them. */
  function simulate() {
    const [decision] = model.composition.nodes.flatMap((node, position) => (node === model.decision ? [position] : []));
    const node = decision!;
    return run(model.composition, rows, {
      parameters: [
        { node, parameter: 'integrator.noise', element: null, values: 0 },
        { node, parameter: 'integrator.threshold', element: null, values: rows.map(() => parameters.threshold) },
      ],
    });
  }

  it('has the values of every mechanism to 1e-12 in each of its trials', () => {
    const { of, graph, trials } = simulate();
    const named = (name: string) => {
      const node = graph.nodes.findIndex((one) => one.name === name);
      return trials.map(({ ports }) => ports[node]![0]!);
    };
    const pairs = [
      [named('control'), expected.map(({ lca }) => lca)],
      [named('controlled'), expected.map(({ non }) => non)],
      [named('automatic'), expected.map(({ cong }) => cong)],
      [named('drift'), expected.map(({ comb }) => comb)],
      [named('towardsCorrect'), expected.map(({ rec }) => rec)],
      [named('scaled'), expected.map(({ scale }) => scale)],
    ] as const;
    for (const [found, wanted] of pairs) expect(largestDifference(found, wanted)).toBeLessThan(1e-12);
    const states = trials.map((trial) => trial.states[graph.nodes.findIndex(({ name }) => name === 'control')]!);
    expect(
      largestDifference(
        states,
        expected.map(({ lca_x }) => lca_x),
      ),
    ).toBeLessThan(1e-12);
    const walks = trials.map((trial) => trial.states[graph.nodes.findIndex(({ name }) => name === 'DDM')]!);
    expect(
      largestDifference(
        walks,
        expected.map(({ ddm }) => [ddm[0]!]),
      ),
    ).toBeLessThan(1e-12);
    const { decisionGate, responseGate } = model;
    expect(of(decisionGate.outputPorts.RESULT)).toEqual(outcomes.map(({ decision }) => [decision]));
    expect(
      largestDifference(
        of(responseGate.outputPorts.RESULT),
        outcomes.map(({ rt }) => [rt]),
      ),
    ).toBeLessThan(1e-9);
  });

  it('takes the number of steps from the cue interval of each trial', () => {
    const { graph } = simulate();
    const control = graph.nodes.findIndex(({ name }) => name === 'control');
    const short = rows.map((row) => row.map((value, index) => (index === 4 ? 1 : value)));
    const { trials } = run(model.composition, short.slice(0, 1), {
      parameters: [{ node: graph.nodes.length - 3, parameter: 'integrator.noise', element: null, values: 0 }],
    });
    // One step from 0: f = .5 both, input 1 or 0, competition 2.
    expect(trials[0]!.states[control]!.map((x) => Number(x.toFixed(12)))).toEqual([-0.01, 0]);
  });
});
