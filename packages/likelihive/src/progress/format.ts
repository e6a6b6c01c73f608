/**
 * What a fit's progress looks like as text. Pure: time, width and figures come in, a line comes out.
 */

/** The state of a fit, as its progress shows it. */
export interface ProgressView {
  /** Name of the PEC. */
  readonly name: string;
  readonly done: number;
  readonly total: number;
  /** Seconds since the fit began. */
  readonly seconds: number;
  readonly best: {
    readonly value: number;
    readonly parameters: readonly (readonly [name: string, value: number])[];
  } | null;
  /** Workers alive, or null for a fit in this process. */
  readonly workers: number | null;
}

/** One line for a log: every figure, however long. */
export function progressLine(view: ProgressView): string {
  const parts = [
    `${view.done}/${view.total} evaluations`,
    rateText(view),
    bestText(view),
    workersText(view),
    leftText(view),
  ];
  return `${view.name}: ${parts.filter((part) => part !== '').join(', ')}`;
}

/** One line of at most `width` columns with a bar; what does not fit is left out, the parameters first. */
export function progressBar(view: ProgressView, width: number): string {
  const counts = `${view.done}/${view.total}`;
  const value = view.best === null ? '' : `best ${figure(view.best.value)}`;
  const optional = [rateText(view), value, leftText(view), workersText(view), shortParametersText(view)];
  let tail = counts;
  for (const part of optional) {
    if (part !== '' && tail.length + 2 + part.length + MIN_BAR + 3 <= width) tail = `${tail}  ${part}`;
  }
  const room = Math.min(MAX_BAR, width - tail.length - 3);
  return room < MIN_BAR ? tail.slice(0, Math.max(0, width)) : `[${bar(view, room)}] ${tail}`;
}

/** The last line of a fit. */
export function endLine(view: ProgressView, stoppedBy: string): string {
  const rate = rateText(view);
  const pace = rate === '' ? '' : ` (${rate})`;
  const best = bestText(view);
  const found = best === '' ? 'no evaluation was completed' : best;
  return `${view.name}: ${view.done} evaluations in ${duration(view.seconds)}${pace}, ${found}, stopped by ${stoppedBy}`;
}

/** Seconds at which a log line is due, after the first: 1, 2, 5, 10, 30, 60, 120, … */
export function nextLineAfter(seconds: number): number {
  for (const due of [1, 2, 5, 10, 30]) if (seconds < due) return due;
  return (Math.floor(seconds / 60) + 1) * 60;
}

/** A time as people read it: `4.2 s`, `3:07`, `2:03:07`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const two = (n: number) => String(n).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${two(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

const MIN_BAR = 8;
const MAX_BAR = 30;

function bar(view: ProgressView, room: number): string {
  const share = view.total > 0 ? Math.min(1, view.done / view.total) : 0;
  const full = Math.floor(share * room);
  return '='.repeat(full) + ' '.repeat(room - full);
}

function rateText({ done, seconds }: ProgressView): string {
  if (done === 0 || seconds <= 0) return '';
  const rate = done / seconds;
  if (rate >= 100) return `${rate.toFixed(0)}/s`;
  return rate >= 0.1 ? `${rate.toPrecision(2)}/s` : `${(1 / rate).toPrecision(2)} s each`;
}

function leftText({ done, total, seconds }: ProgressView): string {
  if (done === 0 || done >= total) return '';
  return `${duration((seconds / done) * (total - done))} left`;
}

function workersText({ workers }: ProgressView): string {
  if (workers === null) return '';
  return workers === 1 ? '1 worker' : `${workers} workers`;
}

function bestText(view: ProgressView): string {
  if (view.best === null) return '';
  return `best log-likelihood ${figure(view.best.value)} at ${parametersText(view)}`;
}

function parametersText({ best }: ProgressView): string {
  if (best === null) return '';
  return best.parameters.map(([name, value]) => `${name} ${figure(value)}`).join(', ');
}

/** The same for a bar: without the mechanism where there is but one, and fewer digits. */
function shortParametersText({ best }: ProgressView): string {
  if (best === null) return '';
  const isOne = new Set(best.parameters.map(([name]) => name.split('.')[0])).size === 1;
  const short = (name: string) => (isOne ? name.slice(name.indexOf('.') + 1) : name);
  return best.parameters.map(([name, value]) => `${short(name)} ${Number(value.toPrecision(3))}`).join(' ');
}

/** Enough digits to follow a search, none that are not there. */
function figure(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value);
}
