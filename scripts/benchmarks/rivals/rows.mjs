/** Rows of the tables of `kernel-rivals.mjs`: what is compared with what, and whether the goal is met. */
import { worst } from './ours.mjs';

const SHOWN = { sse2: 'SSE2', avx2: 'AVX2', avx512: 'AVX-512', neon: 'NEON' };

/** A goal: largest figure of ours, or least ratio; neither met nor missed where that is null. */
const atMost = (most, unit) => ({
  text: `≤ ${most} ${unit}`,
  isMet: (ours) => (ours === null ? null : ours <= most),
});
const atLeast = (least) => ({ text: `≥ ${least}×`, isMet: (_, ratio) => (ratio === null ? null : ratio >= least) });

/** A row; `theirs` is null where the rival was not run, `ours` where this build cannot do it. */
function row(name, ours, rival, theirs, goal) {
  const isCompared = typeof ours === 'number' && typeof theirs === 'number';
  const ratio = isCompared ? theirs / ours : null;
  const met = goal?.isMet(ours, ratio) ?? null;
  return [name, ours, rival, theirs, ratio, goal?.text ?? '', met === null ? '' : met ? 'yes' : 'no'];
}

const versioned = (name, figures) => (figures === null ? `${name}: not run` : `${name} ${figures.version}`);

/** Euler steps, evaluations, densities: times of one thread. */
export function speedRows(ours, { ssms, kde, wfpt, pyddm, psyneulink }) {
  return [
    ...stepRows(ours, ssms, psyneulink),
    ...studyRows(ours, psyneulink),
    ...densityRows(ours, kde),
    ...exactRows(ours, wfpt, pyddm),
  ];
}

function stepRows({ isa, nsPerStep, kernel, expectedSteps }, ssms, psyneulink) {
  const best = nsPerStep[isa];
  const perStep = (seconds) => (seconds / expectedSteps) * 1e9;
  const pnl = psyneulink && {
    paths: psyneulink.densitySeconds === null ? null : perStep(psyneulink.seconds - psyneulink.densitySeconds),
    whole: perStep(psyneulink.seconds),
  };
  const name = `Euler step, paths alone, ${SHOWN[isa]}, ns`;
  const others = Object.entries(nsPerStep).filter(([other]) => other !== isa);
  return [
    row(name, best, versioned('PsyNeuLink', psyneulink), pnl?.paths ?? null, atLeast(80)),
    row(name, best, versioned('ssm-simulators', ssms), ssms?.nsPerStep ?? null, atLeast(20)),
    row(name, best, '', null, isa === 'avx512' ? atMost(0.6, 'ns') : undefined),
    ...others.map(([other, ns]) =>
      row(
        `Euler step, paths alone, ${SHOWN[other]}, ns`,
        ns,
        '',
        null,
        other === 'avx2' ? atMost(1.2, 'ns') : undefined,
      ),
    ),
    row(
      `Euler step, whole evaluation, ${SHOWN[isa]} (bench kernel), ns`,
      kernel.nsPerStep[isa],
      versioned('PsyNeuLink', psyneulink),
      pnl?.whole ?? null,
    ),
  ];
}

function studyRows({ seconds }, psyneulink) {
  const ms = (value) => (typeof value === 'number' ? value * 1e3 : null);
  const rival = versioned('PsyNeuLink', psyneulink);
  const whole = ms(psyneulink?.seconds);
  return [
    row('DDM study, one evaluation, ms', ms(seconds['per-trial']), rival, whole, atLeast(60)),
    row("the same, conditions: 'shared', ms", ms(seconds.shared), rival, whole),
    row('the same, fast-kde as there, ms', ms(seconds['fast-kde']), rival, whole, atLeast(60)),
    row('the same, exact Euler likelihood, ms', ms(seconds.exact), rival, whole),
    row('its densities alone (50 × 2), ms', null, rival, ms(psyneulink?.densitySeconds)),
  ];
}

function densityRows({ fastKde, gaussianKde }, kde) {
  return [
    row(
      'fast-kde, 4000 samples, ms',
      fastKde?.ms ?? null,
      versioned('fastKDE', kde?.fastkde ?? null),
      kde?.fastkde.ms ?? null,
      atLeast(30),
    ),
    row(
      'Gaussian kernel density, 4000 samples at 257 points, ms',
      gaussianKde?.ms ?? null,
      versioned('SciPy', kde?.scipy ?? null),
      kde?.scipy.ms ?? null,
    ),
  ];
}

function exactRows({ wiener, varied, moving }, wfpt, pyddm) {
  const hddm = versioned('hddm-wfpt', wfpt);
  const numerical = versioned('PyDDM', pyddm);
  const us = (ns) => (typeof ns === 'number' ? ns / 1e3 : null);
  const plain = 'Wiener log density, ns';
  const spread = 'with drift, start and ndt variability, µs';
  const bounds = 'collapsing bounds, one solution at 401 times, ms';
  return [
    row(plain, wiener.ns, hddm, wfpt?.plain.default.ns ?? null, atMost(40, 'ns')),
    row(plain, wiener.ns, `${hddm}, to 1e-9`, wfpt?.plain['1e-9'].ns ?? null, atMost(40, 'ns')),
    row(plain, wiener.ns, `${numerical}, closed form`, pyddm?.nsPlain ?? null, atMost(40, 'ns')),
    row(spread, us(varied.ns), hddm, us(wfpt?.varied.default.ns), atMost(4, 'µs')),
    row(spread, us(varied.ns), `${hddm}, to 1e-9`, us(wfpt?.varied['1e-9'].ns), atMost(4, 'µs')),
    row(bounds, moving.ms, numerical, pyddm?.default.ms ?? null, atMost(2, 'ms')),
    row(bounds, moving.ms, `${numerical}, dx = dt = .001`, pyddm?.finer.ms ?? null, atMost(2, 'ms')),
  ];
}

/** Memory of processes, MiB. */
export function memoryRows({ idleMiB, studyMiB, largeMiB }, { psyneulink }) {
  const rival = versioned('PsyNeuLink', psyneulink);
  const large = largeMiB === null ? null : largeMiB - idleMiB;
  return [
    row('peak memory of a worker, DDM study, MiB', studyMiB, rival, psyneulink?.peakRssMiB ?? null, atMost(120, 'MiB')),
    row('200 trials × 10,000 estimates, over the idle worker, MiB', large, '', null, atMost(64, 'MiB')),
  ];
}

/** Largest differences between our answers and theirs: that the work is the same. */
export function agreementRows({ gaussianKde, wiener, varied, moving }, { kde, wfpt, pyddm }) {
  const logs = (theirs, ours) =>
    theirs ? Math.max(...theirs.map((value, index) => Math.abs(value - ours[index]))) : null;
  return [
    ['SciPy: Gaussian kernel density', kde && worst(kde.scipy.density, gaussianKde.density), 'the peak'],
    ['hddm-wfpt: log density', logs(wfpt?.plain.default.values, wiener.values), 'nats'],
    ['hddm-wfpt, to 1e-9: log density', logs(wfpt?.plain['1e-9'].values, wiener.values), 'nats'],
    ['hddm-wfpt: with variability', logs(wfpt?.varied.default.values, varied.values), 'nats'],
    ['hddm-wfpt, to 1e-9: with variability', logs(wfpt?.varied['1e-9'].values, varied.values), 'nats'],
    ['likelihive, as timed: collapsing bounds', moving.error, 'the peak'],
    ['PyDDM: collapsing bounds', pyddm && worst(pyddm.default.upper, moving.exact), 'the peak'],
    ['PyDDM, dx = dt = .001: collapsing bounds', pyddm && worst(pyddm.finer.upper, moving.exact), 'the peak'],
  ];
}

const BIAS_GOALS = { 'per-trial': [0.15, 0.35], shared: [0.1, 0.2] };

/** Bias and sd of each density, in nats. */
export function biasRows({ psyneulink, ours }) {
  return [
    ...ours.map(({ density, conditions, bias, sd }) => {
      const [mostBias, mostSd] = BIAS_GOALS[conditions];
      const isMet = Math.abs(bias) <= mostBias && sd <= mostSd;
      const goal = density === 'default' ? [`≤ ${mostBias} / ≤ ${mostSd}`, isMet ? 'yes' : 'no'] : ['', ''];
      return [`${density}, ${conditions}`, bias, sd, ...goal];
    }),
    ['PsyNeuLink 0.21.0.0 (as recorded)', psyneulink.bias, psyneulink.sd, '', ''],
  ];
}
