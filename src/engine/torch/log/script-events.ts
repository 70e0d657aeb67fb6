/** Reads run events: JSON lines that the entry script appends, on the master rank and on the others. */

import { isObject, objectIn } from '../../../json/object.ts';
import { numeric } from './notice.ts';

/** What the events tell; every part may be missing, since the script may end at any moment. */
export interface EventSummary {
  readonly steps: number;
  readonly last?: { readonly step: number; readonly loss?: number; readonly gradNorm?: number };
  readonly total?: number;
  readonly firstNotFinite?: { readonly step: number; readonly loss: number };
  readonly samples?: { readonly train?: number; readonly validation?: number };
  readonly validation?: { readonly step?: number; readonly loss: number };
  readonly saves: number;
  readonly lastSave?: number;
  /** Ranks that started, and ranks whose launch_worker returned. */
  readonly started: readonly number[];
  readonly returned: readonly number[];
  readonly failures: readonly { readonly rank?: number; readonly error: string; readonly message: string }[];
  readonly peakMemoryBytes?: number;
  /** Lines that are not JSON objects, the half-written last one included. */
  readonly unreadable: number;
}

/** Before the first event. */
export const NO_EVENTS: EventSummary = {
  steps: 0,
  saves: 0,
  started: [],
  returned: [],
  failures: [],
  unreadable: 0,
};

/** The fields of one event. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields of one line; `undefined` for what is no JSON object, a half-written line among them. */
export function parseEvent(line: string): Fields | undefined {
  // Python's json module writes NaN and Infinity bare, which is not JSON.
  const strict = line.replace(/(?<=[:,[]\s*)(-?Infinity|NaN)(?=\s*[,}\]])/g, '"$1"');
  return objectIn(strict);
}

const added = (list: readonly number[], item: number) => (list.includes(item) ? list : [...list, item]);

function step(summary: EventSummary, event: Fields): EventSummary {
  const data = isObject(event.data) ? event.data : {};
  const number = numeric(event.step);
  if (number === undefined) return summary;
  // Validation results come through the same logger (custom_logger_fns) and carry no training loss.
  const validation = numeric(data['val/avg_loss']);
  if (validation !== undefined && data['train/loss_avg'] === undefined) {
    const total = numeric(data['val/total_steps']);
    return {
      ...summary,
      validation: { step: number, loss: validation },
      ...(total === undefined ? {} : { total }),
    };
  }
  const loss = numeric(event.loss) ?? numeric(data['train/loss_avg']);
  const gradNorm = numeric(event.grad_norm) ?? numeric(data['optimizer/grad_norm']);
  const total = numeric(event.total);
  const peak = numeric(event.peak_memory_bytes) ?? numeric(event.max_alloc);
  const bad = loss !== undefined && !Number.isFinite(loss) && summary.firstNotFinite === undefined;
  return {
    ...summary,
    steps: summary.steps + 1,
    last: {
      step: number,
      ...(loss === undefined ? {} : { loss }),
      ...(gradNorm === undefined ? {} : { gradNorm }),
    },
    ...(total === undefined ? {} : { total }),
    ...(bad ? { firstNotFinite: { step: number, loss } } : {}),
    ...(peak === undefined ? {} : { peakMemoryBytes: Math.max(peak, summary.peakMemoryBytes ?? 0) }),
  };
}

/** The summary after one more event; both the form of our entry scripts and that of the recorded runs. */
export function observeEvent(summary: EventSummary, line: string): EventSummary {
  if (line.trim() === '') return summary;
  const event = parseEvent(line);
  if (event === undefined) return { ...summary, unreadable: summary.unreadable + 1 };
  const rank = numeric(event.rank) ?? 0;
  switch (event.kind) {
    case 'main':
    case 'start':
      return event.role === 'controller' ? summary : { ...summary, started: added(summary.started, rank) };
    case 'dataset': {
      const [train, validation] = [numeric(event.train), numeric(event.validation)];
      const samples = {
        ...(train === undefined ? {} : { train }),
        ...(validation === undefined ? {} : { validation }),
      };
      return { ...summary, samples };
    }
    case 'step':
      return step(summary, event);
    case 'validation': {
      const [loss, at] = [numeric(event.loss), numeric(event.step)];
      if (loss === undefined) return summary;
      return { ...summary, validation: { loss, ...(at === undefined ? {} : { step: at }) } };
    }
    case 'save':
    case 'save_checkpoint_hook': {
      const at = numeric(event.step);
      return { ...summary, saves: summary.saves + 1, ...(at === undefined ? {} : { lastSave: at }) };
    }
    case 'returned':
    case 'end':
      return event.role === 'controller' ? summary : { ...summary, returned: added(summary.returned, rank) };
    case 'failed': {
      const failure = { rank, error: String(event.error ?? 'Error'), message: String(event.message ?? '') };
      return { ...summary, failures: [...summary.failures.slice(0, 15), failure] };
    }
    default:
      return summary;
  }
}

/** The summary of a whole events file. */
export function readEvents(text: string): EventSummary {
  return text.split('\n').reduce(observeEvent, NO_EVENTS);
}
