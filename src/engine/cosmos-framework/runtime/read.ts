/** Reads a log of cosmos-framework after the run. */
import type { LogKind, LogReading } from '../../engine.ts';
import { readEvents } from '../../torch/log/script-events.ts';
import { judgeRun } from '../ending/judge.ts';
import { RESUME_KEY } from '../keys.ts';
import { lineClock } from '../log/clock.ts';
import { observeLine } from '../log/observe.ts';
import { newFrameworkState } from '../log/state.ts';
import { numberAt, textAt } from '../planning/own-settings.ts';
import { exportsModel, savesCheckpoints } from '../planning/placement.ts';

/** Its package stands in every path that it prints, its logger's brackets before every line. */
const OURS = /\bcosmos_framework\b|^\[\d\d-\d\d \d\d:\d\d:\d\d\|[A-Z]+\|/m;

function read(): LogReading {
  const log = newFrameworkState();
  return {
    observe: (line) => void observeLine(log, line),
    stampOf: lineClock(),
    judge({ config, events, ...known }) {
      const planned = config === undefined ? undefined : numberAt(config, 'trainer.max_iter');
      const resumes = config === undefined ? undefined : textAt(config, RESUME_KEY);
      return judgeRun({
        log,
        ...known,
        ...(events === undefined ? {} : { events: readEvents(events) }),
        ...(config === undefined
          ? {}
          : { expects: { checkpoint: savesCheckpoints(config), export: exportsModel(config) } }),
        ...(planned === undefined ? {} : { planned }),
        ...(resumes === undefined || resumes === '' ? {} : { resumes }),
      });
    },
  };
}

/** Told by how they begin. */
export const FRAMEWORK_LOGS: LogKind = { recognises: (beginning) => OURS.test(beginning), read };
