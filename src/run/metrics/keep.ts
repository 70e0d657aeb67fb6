import { bytesOf } from '../../disk-use.ts';
import type { RunEvent } from '../../engine/events.ts';
import { fileBytes } from '../../file-bytes.ts';
import { appendLines } from '../files.ts';
import { collectMetrics } from './collect.ts';
import { type Alarm, guardStep, NEW_GUARD, type NotFinite, notFinite } from './divergence.ts';
import { isSave, isStep, isValidation, type Metric, metricLine, readMetrics } from './metric.ts';

/** What of the metrics a live view shows. */
export interface Live {
  /** Losses so far, thinned to a bounded number. */
  readonly losses: readonly number[];
  readonly epoch?: number;
  readonly validation?: { readonly step?: number; readonly loss: number };
  readonly save?: { readonly step: number; readonly at: number };
}

/** The keeper of one run. */
export interface MetricsKeeper {
  take(event: RunEvent): void;
  /** Writes what has come, and says what is worth saying; a full disk costs the file, never the run. */
  flush(): readonly Alarm[];
  /** The alarm because of which the run should be ended, once there is one. */
  readonly diverged: NotFinite | undefined;
  readonly live: Live;
}

/** Events after which what they say is written, also where one turn reads many: a log of steps costs no memory. */
const BATCH = 1024;
/** Losses that a curve of the width of a terminal needs. */
const MOST_LOSSES = 512;

/**
 * A keeper that appends to `path`. Where a run is taken over the file is there already: then what stands in it is not written
 * again, but where a further attempt has a log of its own. `stopAfter` bad steps in a row make the run diverged; without it nothing does.
 */
export function keepMetrics(
  path: string,
  now: () => number,
  stopAfter: number | undefined,
  takenOver = true,
): MetricsKeeper {
  const before = readMetrics(fileBytes(path)?.toString('utf8') ?? '');
  const collector = collectMetrics({ sizeOf: bytesOf });
  let known = takenOver ? before.length : 0;
  let guard = NEW_GUARD;
  let alarms: Alarm[] = [];
  let bad: NotFinite | undefined;
  let diverged: NotFinite | undefined;
  let losses: number[] = [];
  let live: Omit<Live, 'losses'> = {};
  let taken = 0;

  function see(metric: Metric): void {
    if (isValidation(metric)) live = { ...live, validation: metric.validation };
    if (isSave(metric))
      live = { ...live, save: { step: metric.save.step, at: Date.parse(metric.at ?? '') || now() } };
    if (!isStep(metric)) return;
    if (metric.epoch !== undefined) live = { ...live, epoch: metric.epoch };
    if (metric.loss !== undefined) losses.push(metric.loss);
    if (losses.length > MOST_LOSSES) losses = losses.filter((_, place) => place === 0 || place % 2 === 1);
    const turn = guardStep(guard, metric, stopAfter);
    guard = turn.guard;
    alarms.push(...turn.alarms);
    // The step since which it has not been finite: of a loss that came back and went again, the later one.
    if (turn.guard.badInARow === 1) bad = notFinite(metric) ?? bad;
    if (turn.stop) diverged ??= bad;
  }

  function write(): void {
    const fresh = collector.drain();
    for (const metric of fresh) see(metric);
    // The same log gives the same metrics: as many as the file holds are in it.
    const skipped = Math.min(known, fresh.length);
    known -= skipped;
    let text = '';
    for (const metric of fresh.slice(skipped)) text += `${metricLine(metric)}\n`;
    if (text !== '') appendLines(path, text);
  }

  return {
    take(event) {
      collector.take(event, now());
      taken += 1;
      if (taken % BATCH === 0) write();
    },
    flush() {
      write();
      const said = alarms;
      alarms = [];
      return said;
    },
    get diverged() {
      return diverged;
    },
    get live() {
      return { losses, ...live };
    },
  };
}
