/** Reads a log of cosmos-rl after the run. */
import type { LogKind, LogReading } from '../../engine.ts';
import { readEvents } from '../../torch/log/script-events.ts';
import { classify } from '../ending/classify.ts';
import { observe } from '../log/observe.ts';
import { logStampOf } from '../log/signs.ts';
import { newLogState } from '../log/state.ts';

function read(): LogReading {
  const log = newLogState();
  return {
    observe: (line) => void observe(log, line),
    stampOf: logStampOf,
    judge: ({ events, ...known }) =>
      classify({ log, ...known, ...(events === undefined ? {} : { events: readEvents(events) }) }),
  };
}

/** Every log that is of no other engine is taken for one of it. */
export const COSMOS_RL_LOGS: LogKind = {
  recognises: () => false,
  // launcher/launch_all.py:680-712, 0.4.4: D/logs_YYYYmmdd-HHMMSS/{controller.log,policy_0.log}, and D/logs_latest.
  places: { folders: /^logs_(?:latest$|\d{8}-\d{6})/, first: /^controller/ },
  read,
};
