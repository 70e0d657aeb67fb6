/**
 * Turns what is read while a run goes on into metrics: each is given out once, in order, and never taken back.
 * The entry script's events tell more than the log, so where it has started they alone count; a script of the user's own
 * has none, and its run is told by the log.
 */
import type { Sign } from '../../engine/sign.ts';
import type { Metric } from './metric.ts';

/** The collector of one run. */
export interface Collector {
  /** A sign from the log, and when it was read. */
  fromLog(sign: Sign, at: string): void;
  /** A sign from the entry script's events; the first one, or `scriptStarted`, silences those of the log. */
  fromScript(sign: Sign, at: string): void;
  /** The entry script runs: whatever it does not say is not known. */
  scriptStarted(): void;
  /** The run is in this phase now. */
  inPhase(phase: string, at: string): void;
  /** What has come since the last call. */
  drain(): readonly Metric[];
}

/** A collector; `sizeOf` tells the bytes of what was saved, where that can be seen. */
export function collectMetrics(sizeOf: (path: string) => number | undefined = () => undefined): Collector {
  let fresh: Metric[] = [];
  let script = false;
  let phase = '';
  let lastStep = 0;
  let lastValidation: number | undefined;
  let saving: { readonly step: number; readonly at: string } | undefined;
  const saved = new Set<string>();

  const take = (sign: Sign, at: string) => {
    switch (sign.kind) {
      case 'step': {
        // A step that is told again (more ranks, a replayed line) is the same step.
        if (sign.step <= lastStep) return;
        lastStep = sign.step;
        const { kind: _, ...step } = sign;
        fresh.push({ ...step, at });
        return;
      }
      case 'validation':
        // Several ranks may print the same result.
        if (sign.step !== undefined && sign.step === lastValidation) return;
        lastValidation = sign.step;
        fresh.push({
          validation: { ...(sign.step === undefined ? {} : { step: sign.step }), loss: sign.loss },
          at,
        });
        return;
      case 'saving':
        if (saving?.step !== sign.step) saving = { step: sign.step, at };
        return;
      case 'saved': {
        if (saved.has(sign.path)) return;
        saved.add(sign.path);
        const bytes = sizeOf(sign.path);
        const seconds =
          saving?.step === sign.step ? (Date.parse(at) - Date.parse(saving.at)) / 1000 : undefined;
        fresh.push({
          save: {
            step: sign.step,
            path: sign.path,
            ...(bytes === undefined ? {} : { bytes }),
            ...(seconds === undefined || seconds < 0 ? {} : { seconds }),
          },
          at,
        });
      }
    }
  };

  return {
    fromLog(sign, at) {
      // Only the log tells when a save begins and ends: the script hears of it once.
      if (!script || sign.kind === 'saving' || sign.kind === 'saved') take(sign, at);
    },
    fromScript(sign, at) {
      script = true;
      take(sign, at);
    },
    scriptStarted() {
      script = true;
    },
    inPhase(now, at) {
      if (now === phase) return;
      phase = now;
      fresh.push({ phase: now, at });
    },
    drain() {
      const all = fresh;
      fresh = [];
      return all;
    },
  };
}
