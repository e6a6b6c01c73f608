/**
 * Shows the progress of one fit on stderr: one bar on a terminal, else plain lines at growing intervals.
 */
import cliProgress from 'cli-progress';

import { endLine, nextLineAfter, type ProgressView, progressBar, progressLine } from './format.js';

/** Where progress goes; `process.stderr` is one. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** How progress is shown: `auto` is a bar on a terminal and lines elsewhere, `terminal` a bar there and else nothing. */
export type ProgressStyle = 'auto' | 'terminal' | 'none';

/** Follows one fit; `end` is called exactly once, also for a fit that throws (`stoppedBy` null then). */
export interface Reporter {
  update(view: ProgressView): void;
  /** Shows one line that is not progress. */
  say(text: string): void;
  end(view: ProgressView, stoppedBy: string | null): void;
}

/** The reporter that fits `style` and `output`. */
export function createReporter(style: ProgressStyle, output: NodeJS.WriteStream): Reporter {
  if (style === 'none') return silentReporter(output);
  if (output.isTTY) return barReporter(output);
  return style === 'auto' ? lineReporter(output) : silentReporter(output);
}

/** No progress; notices all the same. */
function silentReporter(output: ProgressOutput): Reporter {
  return { update() {}, say: (text) => void output.write(`${text}\n`), end() {} };
}

/** Lines: the first result, then at 1, 2, 5, 10, 30, 60, 120, … seconds, and the end. */
export function lineReporter(output: ProgressOutput): Reporter {
  let due = 0;
  return {
    update(view) {
      if (view.done === 0 || view.seconds < due) return;
      output.write(`${progressLine(view)}\n`);
      due = nextLineAfter(view.seconds);
    },
    say: (text) => void output.write(`${text}\n`),
    end(view, stoppedBy) {
      if (stoppedBy !== null) output.write(`${endLine(view, stoppedBy)}\n`);
    },
  };
}

function barReporter(output: NodeJS.WriteStream): Reporter {
  const columns = () => Math.max(20, (output.columns || 80) - 1);
  const bar = new cliProgress.SingleBar({
    stream: output,
    hideCursor: true,
    clearOnComplete: true,
    fps: 10,
    gracefulExit: false, // Ctrl-C is the fit's: it ends the search, not the process
    format: (_options, _params, payload: { view: ProgressView }) => progressBar(payload.view, columns()),
  });
  const restore = () => bar.stop(); // the cursor is back also where the process ends at once
  let started = false;
  return {
    update(view) {
      if (started) return bar.update(view.done, { view });
      started = true;
      process.off('exit', restore).once('exit', restore);
      bar.start(view.total, view.done, { view });
    },
    // The bar goes back to where it began when it stops, so it makes way for the line and begins anew below it.
    say(text) {
      if (started) bar.stop();
      started = false;
      output.write(`${text}\n`);
    },
    end(view, stoppedBy) {
      process.off('exit', restore);
      if (started) bar.stop();
      if (stoppedBy !== null) output.write(`${endLine(view, stoppedBy)}\n`);
    },
  };
}
