/**
 * Turns what is told while a run goes on into metrics: each is given out once, in order, and never taken back.
 * The entry script's events tell more than the log, so where it has started they alone count; a script of the user's own
 * has none, and its run is told by the log.
 */
import type { RunEvent } from '../../engine/events.ts';
import type { Metric, StepMetric } from './metric.ts';

/** What an event of a step may have measured, in the order in which it is kept. */
const MEASURED = [
  'epoch',
  'loss',
  'gradNorm',
  'seconds',
  'dataWait',
  'lr',
  'peakMemoryBytes',
  'reservedMemoryBytes',
  'tokensPerSecond',
] as const;

/** The collector of one run. */
interface Collector {
  /** Takes an event; `now` in milliseconds since 1970. */
  take(event: RunEvent, now: number): void;
  /** What has come since the last call. */
  drain(): readonly Metric[];
}

/**
 * A collector. `sizeOf` tells the bytes of what was saved, where that can be seen; `kept` says that the run is over and its
 * files are read again: then the times in the lines count, and `now` only where there was none yet.
 */
export function collectMetrics(
  options: { readonly sizeOf?: (path: string) => number | undefined; readonly kept?: boolean } = {},
): Collector {
  let fresh: Metric[] = [];
  let script = false;
  let lastStep = 0;
  let lastValidation: number | undefined;
  let lastTold: number | undefined;
  let saving: { readonly step: number; readonly at: number } | undefined;
  const saved = new Set<string>();

  const timeOf = (event: { readonly from: 'log' | 'script'; readonly at?: number }, now: number): number => {
    if (event.from === 'script') return event.at ?? now;
    if (options.kept !== true) return now;
    lastTold = event.at ?? lastTold ?? now;
    return lastTold;
  };
  let lastIso = { time: Number.NaN, text: '' };
  const iso = (time: number) => {
    if (time !== lastIso.time) lastIso = { time, text: new Date(time).toISOString() };
    return lastIso.text;
  };

  function save(event: Extract<RunEvent, { kind: 'saved' }>, time: number): void {
    if (saved.has(event.path)) return;
    saved.add(event.path);
    const bytes = options.sizeOf?.(event.path);
    const seconds = saving?.step === event.step ? (time - saving.at) / 1000 : undefined;
    fresh.push({
      save: {
        step: event.step,
        path: event.path,
        ...(bytes === undefined ? {} : { bytes }),
        ...(seconds === undefined || seconds < 0 ? {} : { seconds }),
      },
      at: iso(time),
    });
  }

  return {
    take(event, now) {
      switch (event.kind) {
        case 'script-started':
          script = true;
          return;
        case 'phase':
          fresh.push({ phase: event.phase, at: iso(timeOf(event, now)) });
          return;
        case 'saving':
          if (saving?.step !== event.step) saving = { step: event.step, at: timeOf(event, now) };
          return;
        case 'saved':
          save(event, timeOf(event, now));
          return;
        case 'step': {
          // A step that is told again (more ranks, a replayed line) is the same step.
          if ((event.from === 'log' && script) || event.step <= lastStep) return;
          lastStep = event.step;
          const step: { -readonly [K in keyof StepMetric]: StepMetric[K] } = { step: event.step };
          for (const name of MEASURED) if (event[name] !== undefined) step[name] = event[name] as never;
          step.at = iso(timeOf(event, now));
          fresh.push(step);
          return;
        }
        case 'validation': {
          const { step, loss } = event;
          // Several ranks may print the same result.
          if ((event.from === 'log' && script) || (step !== undefined && step === lastValidation)) return;
          lastValidation = step;
          fresh.push({
            validation: { ...(step === undefined ? {} : { step }), loss },
            at: iso(timeOf(event, now)),
          });
        }
      }
    },
    drain() {
      const all = fresh;
      fresh = [];
      return all;
    },
  };
}
