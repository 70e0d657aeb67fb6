/** The answer of a run in one sentence, for people who read no more than that. */
import type { Outcome } from '../../findings/outcome.ts';
import type { MetricSummary } from '../../run/metrics/summary.ts';
import type { RunRecord } from '../../run/run-record.ts';
import { duration } from '../duration.ts';

const WORDS: Readonly<Record<Outcome, string>> = {
  succeeded: 'trained to its planned end, and every proof of it holds',
  unverified: 'ended, but it is not proved that it is whole',
  failed: 'failed',
  data: 'was ended by its data',
  'missing-input': 'missed an input',
  config: 'was ended by its config',
  host: 'was ended by its host',
  disk: 'was ended by a full disk',
  'out-of-gpu-memory': 'ran out of GPU memory',
  stalled: 'stalled and was stopped',
  'loss-not-finite': 'lost its loss: it is not finite',
  interrupted: 'was interrupted',
  terminated: 'was stopped',
  retryable: 'was stopped and can go on',
  running: 'is running',
  pending: 'waits for its turn',
  abandoned: 'was left alone: nothing of it lives, and nobody saw it end',
};

/** Loss as people write it. */
export const lossText = (loss: number | undefined): string =>
  loss === undefined ? '–' : Number.isFinite(loss) ? loss.toFixed(4) : String(loss);

/** Seconds from start to end, or to `now`. */
export function secondsOf(record: RunRecord, now: number): number {
  const end = record.endedAt === undefined ? now : Date.parse(record.endedAt);
  return Math.max(0, (end - Date.parse(record.startedAt)) / 1000);
}

/** `reason1-av-caption trained to its planned end …: 220 of 220 steps in 1h02m, loss 2.3110 → 0.4120, …`. */
export function pageHeadline(
  record: RunRecord,
  standing: Outcome,
  summary: MetricSummary,
  now: number,
): string {
  const { last, planned } = record.step;
  const reached = summary.last?.step ?? last;
  const parts = [
    `${reached ?? 0}${planned === undefined ? '' : ` of ${planned}`} steps in ${duration(secondsOf(record, now))}`,
    ...(summary.first?.loss === undefined || summary.last?.loss === undefined
      ? []
      : [`loss ${lossText(summary.first.loss)} → ${lossText(summary.last.loss)}`]),
    ...(summary.bestValidation === undefined
      ? []
      : [
          `validation ${lossText(summary.validation[0]?.loss)} → ${lossText(summary.validation.at(-1)?.loss)} (best ${lossText(summary.bestValidation.loss)})`,
        ]),
  ];
  return `${record.preset === '' ? 'The run' : record.preset} ${WORDS[standing]}: ${parts.join(', ')}.`;
}

/** What a run is called where there is little room: its name, or the last part of its id. */
export const shortName = ({ name, id }: RunRecord): string => name ?? id.split('-').at(-1) ?? id;
