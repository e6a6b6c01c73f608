/** Independent leaky accumulators: the first at the threshold decides. CONTRIBUTING.md walks through this file. */
import { requireName } from '../check.js';
import { DECISION_OUTCOME, RESPONSE_TIME } from '../ddm.js';
import { LeakyCompetingIntegrator } from '../functions/leaky-competing-integrator.js';
import { type ParameterSpecs, readParameters } from '../functions/model-function.js';
import { NormalDist } from '../functions/noise.js';
import { Mechanism, type OutputPort } from '../mechanism.js';
import { type OutputPortSpec, readInputPorts, readOutputPorts } from '../ports.js';
import { AtTrialStart } from '../schedule/pass-conditions.js';
import { type Handles, integratorPiece, MAX_EXECUTIONS, plainBody } from './parts.js';
import type { RacePort } from './race.js';

/** Parameters of a `LeakyRace` that can be fitted, each a number. */
export interface LeakyRaceParameters {
  /** Decay of each accumulator [1 / s], finite; default 0. Source: Bogacz et al. (2006). */
  readonly leak?: number | undefined;
  /** Standard deviation of the noise [evidence / sqrt(s)], >= 0; default 1. Source: Bogacz et al. (2006). */
  readonly noise?: number | undefined;
  /** Evidence at which an accumulator decides [evidence], > 0; default 1. Source: Bogacz et al. (2006). */
  readonly threshold?: number | undefined;
  /** Time outside the decision [s], >= 0; default 0. Source: Bogacz et al. (2006). */
  readonly nonDecisionTime?: number | undefined;
}

/** Options of a `LeakyRace`. */
export interface LeakyRaceOptions<Port extends RacePort> extends LeakyRaceParameters {
  /** Default `'LeakyRace'`; unique within a composition. */
  readonly name?: string | undefined;
  /** Accumulators; default 2. */
  readonly inputShapes?: number | undefined;
  /** Step [s], > 0; default 0.01. It is the precision of the walk, not a parameter. Source: PsyNeuLink's examples. */
  readonly timeStepSize?: number | undefined;
  /** Default both. */
  readonly outputPorts?: readonly Port[] | undefined;
}

const SPECS: ParameterSpecs<LeakyRaceParameters> = {
  leak: { byDefault: 0, limits: {}, isSingle: true },
  noise: { byDefault: 1, limits: { least: 0 }, isSingle: true },
  threshold: { byDefault: 1, limits: { above: 0 }, isSingle: true },
  nonDecisionTime: { byDefault: 0, limits: { least: 0 }, isSingle: true },
};

const PORTS: readonly OutputPortSpec[] = [
  { name: DECISION_OUTCOME, size: 1, source: { kind: 'argmax' } },
  { name: RESPONSE_TIME, size: 1, source: { kind: 'time' } },
];

/**
 * `x_i <- x_i + (input_i - leak * x_i) * dt + noise * sqrt(dt) * N(0, 1)` from 0 at each trial's start, until one of them is at the
 * threshold. Source: the race model of Bogacz, Brown, Moehlis, Holmes & Cohen (2006), Psychol. Rev. 113:700-765, with a leak.
 */
export class LeakyRace<Port extends RacePort = RacePort> extends Mechanism {
  declare readonly parameters: Handles<LeakyRaceParameters>;
  declare readonly outputPorts: { readonly [Name in Port]: OutputPort<Name> };

  constructor(options: LeakyRaceOptions<Port> = {}) {
    const values = readParameters('LeakyRace', options, SPECS, ['name', 'inputShapes', 'timeStepSize', 'outputPorts']);
    const name = requireName({ code: 'ERR_MODEL', field: 'LeakyRace.name' }, options.name ?? 'LeakyRace');
    const { inputShapes = 2, timeStepSize = 0.01, outputPorts = [DECISION_OUTCOME, RESPONSE_TIME] } = options;
    const inputPorts = readInputPorts(name, { inputShapes });
    const noise = new NormalDist({ standardDeviation: values.noise as number });
    const integrator = new LeakyCompetingIntegrator({ leak: values.leak, noise, timeStepSize });
    const { parameters, fittable, ...walk } = integratorPiece(name, integrator, inputShapes);
    super({
      name,
      inputPorts,
      fittable: {
        leak: fittable.leak!,
        noise: fittable.noiseStandardDeviation!,
        threshold: { key: 'termination.threshold', limits: SPECS.threshold.limits },
        nonDecisionTime: { key: 'integrator.nonDecisionTime', limits: SPECS.nonDecisionTime.limits },
      },
      resetWhen: new AtTrialStart(),
      body: {
        ...plainBody(inputShapes),
        ...walk,
        parameters: {
          ...parameters,
          'termination.threshold': values.threshold,
          'integrator.nonDecisionTime': values.nonDecisionTime,
        },
        termination: { measure: 'max', comparison: '>=' },
        maxExecutions: MAX_EXECUTIONS,
        outputPorts: readOutputPorts(name, outputPorts, PORTS, null),
      },
    });
  }
}
