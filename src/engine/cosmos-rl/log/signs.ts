/** What the lines of cosmos-rl's log and the events of the entry script tell of the course of a run, in neutral words. */
import { isObject } from '../../../json/object.ts';
import type { RunEvent, StepMeasures } from '../../events.ts';
import { numeric } from '../../torch/log/notice.ts';
import { type Fields, parseEvent } from '../../torch/log/script-events.ts';
import type { Notice } from './line-event.ts';

type StepEvent = {
  -readonly [K in keyof Extract<RunEvent, { kind: 'step' }>]: Extract<RunEvent, { kind: 'step' }>[K];
};

/** What a notice of the log says of the course of the run, or nothing. */
export function eventOfNotice(notice: Notice, at: number | undefined): RunEvent | undefined {
  const told = { from: 'log', ...(at === undefined ? {} : { at }) } as const;
  switch (notice.kind) {
    case 'step': {
      const { kind, step, total, loss, gradNorm, seconds, lr } = notice;
      const event: StepEvent = { kind, step, total, loss, gradNorm, seconds, from: 'log' };
      if (Object.keys(lr).length > 0) event.lr = lr;
      if (at !== undefined) event.at = at;
      return event;
    }
    case 'validation-loss': {
      const { loss, step } = notice;
      return { kind: 'validation', loss, ...(step === undefined ? {} : { step }), ...told };
    }
    case 'saving':
      return { ...notice, ...told };
    case 'checkpoint-saved':
      return { kind: 'saved', step: notice.step, path: notice.path, ...told };
    case 'exported':
      return notice.step === undefined
        ? undefined
        : { kind: 'saved', step: notice.step, path: notice.path, ...told };
    default:
      return undefined;
  }
}

const fieldsOf = (value: unknown): Fields => (isObject(value) ? value : {});

function ratesOf(event: Fields, data: Fields): Readonly<Record<string, number>> | undefined {
  const own = Object.entries(fieldsOf(event['lr']));
  const engine = Object.entries(data).flatMap(([key, value]) =>
    key.startsWith('optimizer/lr_') ? [[key.slice('optimizer/lr_'.length), value] as const] : [],
  );
  const known = [...own, ...engine].flatMap(([name, value]) => {
    const rate = numeric(value);
    return rate === undefined ? [] : [[name, rate] as const];
  });
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

/** Event field, then the engine's own key for the same (llm_trainer/sft_trainer.py, 0.4.7; recorded runs hold those). */
const MEASURED: readonly (readonly [keyof StepMeasures, string, string])[] = [
  ['epoch', 'epoch', 'train/epoch'],
  ['loss', 'loss', 'train/loss_avg'],
  ['gradNorm', 'grad_norm', 'optimizer/grad_norm'],
  ['seconds', 'seconds', 'train/iteration_time'],
  ['dataWait', 'data_wait', 'train/batch_arrival_time_mean'],
];

function stepOf(event: Fields, data: Fields, step: number): StepMeasures {
  const lr = ratesOf(event, data);
  const peak = numeric(event['peak_memory_bytes']) ?? numeric(event['max_alloc']);
  const reserved = numeric(event['reserved_memory_bytes']) ?? numeric(event['max_reserved']);
  const measured = MEASURED.flatMap(([name, own, engine]) => {
    const value = numeric(event[own]) ?? numeric(data[engine]);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    step,
    ...Object.fromEntries(measured),
    ...(lr === undefined ? {} : { lr }),
    ...(peak === undefined ? {} : { peakMemoryBytes: peak }),
    ...(reserved === undefined ? {} : { reservedMemoryBytes: reserved }),
  };
}

/** What one line of the entry script's events says, or nothing. */
export function eventOfScript(line: string): RunEvent | undefined {
  const event = parseEvent(line);
  if (event === undefined) return undefined;
  const t = numeric(event['t']);
  const told = { from: 'script', ...(t === undefined ? {} : { at: t * 1000 }) } as const;
  const [step, loss] = [numeric(event['step']), numeric(event['loss'])];
  const data = fieldsOf(event['data']);
  switch (event['kind']) {
    case 'main':
    case 'start':
      return event['role'] === 'controller' ? undefined : { kind: 'script-started' };
    case 'validation':
      return loss === undefined
        ? undefined
        : { kind: 'validation', loss, ...(step === undefined ? {} : { step }), ...told };
    case 'step': {
      if (step === undefined) return undefined;
      // Validation results come through the same logger (custom_logger_fns) and carry no training loss.
      const validation = numeric(data['val/avg_loss']);
      return validation !== undefined && data['train/loss_avg'] === undefined
        ? { kind: 'validation', step: numeric(data['val/train_step']) ?? step, loss: validation, ...told }
        : { kind: 'step', ...stepOf(event, data, step), ...told };
    }
    default:
      return undefined;
  }
}

const STAMP = /\[cosmos\] (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d),(\d{3}) - /;
/** The second that was asked for last: lines come in their order, and to read a date costs as much as all else of a step. */
let second = { text: '', time: 0 };

/** The wall clock that a log line carries, as milliseconds since 1970; the engine writes it in the host's own zone. */
export function logStampOf(line: string): number | undefined {
  const match = STAMP.exec(line);
  if (match === null) return undefined;
  const text = `${match[1]}T${match[2]}`;
  if (text !== second.text) second = { text, time: Date.parse(text) };
  return Number.isNaN(second.time) ? undefined : second.time + Number(match[3]);
}
