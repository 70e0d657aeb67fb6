/** A bar for the reading of a dataset, on a terminal only. */
import { type Io, isWatched } from '../io.ts';
import { duration } from './duration.ts';

/** Shown while samples are read. */
interface DataProgress {
  update(done: number, expected: number, what?: string): void;
  stop(): void;
}

const BAR = 24;

/** One line: bar, numbers, time left. `seconds` since the start. */
function barLine(done: number, expected: number, seconds: number, what = 'samples'): string {
  const share = expected === 0 ? 0 : Math.min(1, done / expected);
  const full = Math.round(share * BAR);
  const left = share > 0 && seconds > 2 ? ` · ${duration((seconds * (1 - share)) / share)} left` : '';
  return `${'#'.repeat(full)}${'-'.repeat(BAR - full)} ${done} of ${expected} ${what}${left}`;
}

/** The bar of this terminal; nothing where nobody looks. */
export function dataProgress(io: Io): DataProgress {
  const { stderr } = io;
  if (!isWatched(io)) {
    return { update: () => undefined, stop: () => undefined };
  }
  const started = io.monotonic();
  return {
    update: (done, expected, what) => {
      const line = barLine(done, expected, (io.monotonic() - started) / 1000, what);
      stderr.status?.(line.slice(0, Math.max(1, stderr.columns - 1)));
    },
    stop: () => stderr.status?.(''),
  };
}
