/** What a run measured, read from its record: memory, seconds of a step, of the start, of a save. */

import { fileBytes } from '../file-bytes.ts';
import type { RunFiles } from './files.ts';
import { isStep, readMetrics } from './metrics/metric.ts';
import { summaryOf } from './metrics/summary.ts';
import type { RunRecord } from './run-record.ts';

/** Everything that was measured; what was not is absent. */
interface RunMeasures {
  readonly allocatedGiB?: number;
  readonly reservedGiB?: number;
  /** Median of the steps after the first. */
  readonly stepSeconds?: number;
  /** From the launch to the end of the first step, less one step. */
  readonly startSeconds?: number;
  readonly save?: { readonly bytes: number; readonly seconds: number };
}

const GIB = 2 ** 30;

/** The measures of a run. */
export function measuredIn(files: RunFiles, record: Pick<RunRecord, 'startedAt'>): RunMeasures {
  const bytes = fileBytes(files.metrics);
  if (bytes === undefined) return {};
  const metrics = readMetrics(bytes.toString('utf8'));
  const { secondsPerStep: step, saves, peakMemoryBytes, reservedMemoryBytes } = summaryOf(metrics);
  const first = metrics.find(isStep)?.at;
  const timed = saves.flatMap(({ bytes, seconds }) =>
    bytes !== undefined && seconds !== undefined && seconds > 0 ? [{ bytes, seconds }] : [],
  )[0];
  return {
    ...(peakMemoryBytes === undefined ? {} : { allocatedGiB: peakMemoryBytes / GIB }),
    ...(reservedMemoryBytes === undefined ? {} : { reservedGiB: reservedMemoryBytes / GIB }),
    ...(step === undefined ? {} : { stepSeconds: step }),
    ...(step === undefined || first === undefined
      ? {}
      : { startSeconds: Math.max(0, (Date.parse(first) - Date.parse(record.startedAt)) / 1000 - step) }),
    ...(timed === undefined ? {} : { save: timed }),
  };
}
