/** Reads a running cosmos-rl: its log and the entry script's events, as neutral events and one view. */
import { basename } from 'node:path';
import { parseToml } from '../../../config/toml.ts';
import type { Ending, Follower, Launched, Observed } from '../../engine.ts';
import type { RunEvent, RunView } from '../../events.ts';
import { failureSeen } from '../../torch/log/evidence.ts';
import { splitLines } from '../../torch/log/lines.ts';
import { type EventSummary, NO_EVENTS, observeEvent } from '../../torch/log/script-events.ts';
import { classify } from '../ending/classify.ts';
import type { Notice, NoticeKind } from '../log/line-event.ts';
import { observe } from '../log/observe.ts';
import { eventOfNotice, eventOfScript, logStampOf } from '../log/signs.ts';
import { type LogState, newLogState } from '../log/state.ts';
import { readProof } from '../proof/index.ts';

const COURSE: ReadonlySet<NoticeKind> = new Set<NoticeKind>([
  'step',
  'validation-loss',
  'saving',
  'checkpoint-saved',
  'exported',
]);

/** What a notice tells of the course of the run; most tell nothing. */
const eventOf = (notice: Notice, text: string): RunEvent | undefined =>
  COURSE.has(notice.kind) ? eventOfNotice(notice, logStampOf(text)) : undefined;

function viewOf(log: LogState, eventStep: number, events: number): RunView {
  const { seen } = log;
  const notice = seen.step?.last.notice;
  const step = Math.max(notice?.step ?? 0, eventStep);
  const failure = failureSeen(log);
  const lr = notice === undefined ? undefined : Object.values(notice.lr)[0];
  const saves = seen['checkpoint-saved']?.last.line ?? 0;
  const validation = seen['validation-loss']?.last.line ?? 0;
  const controller = seen['controller-port']?.last.notice.port;
  const redis = seen['redis-started']?.last.notice.port;
  return {
    lines: log.lines,
    phase: log.phase,
    step,
    progressKey: [log.phase, step, saves, validation, events].join('/'),
    ports: {
      ...(controller === undefined ? {} : { controller }),
      ...(redis === undefined ? {} : { redis }),
    },
    ...(notice === undefined
      ? {}
      : {
          total: notice.total,
          loss: notice.loss,
          gradNorm: notice.gradNorm,
          seconds: notice.seconds,
          ...(lr === undefined ? {} : { lr }),
        }),
    ...(failure === undefined ? {} : { failure }),
  };
}

function endingOf(
  log: LogState,
  step: number,
  events: EventSummary | undefined,
  launched: Launched,
  seen: Observed,
): Ending {
  const proof =
    step > 0 && launched.expects.checkpoint
      ? readProof(launched.outputDir, step, { ranks: launched.savingRanks, lora: launched.expects.lora })
      : undefined;
  return classify({
    ...seen,
    log,
    config: parseToml(launched.config, 'config.toml'),
    engine: launched.engine,
    ...(events === undefined ? {} : { events }),
    ...(launched.plannedSteps === undefined ? {} : { planned: launched.plannedSteps }),
    ...(proof === undefined ? {} : { proof }),
  });
}

/** /tmp/tmpXXXX.toml: the launcher leaves its copy of the config behind on every failure (launcher/launch_all.py, 0.2.6 to 0.4.7). */
const LEFTOVER = /^tmp[\w-]+\.toml$/;

/** Begins to read. */
export function follow(emit: (event: RunEvent) => void = () => {}): Follower {
  const log: LogState = newLogState();
  let events = 0;
  let eventStep = 0;
  let summary: EventSummary | undefined;
  let view: RunView | undefined;
  let failed = false;
  const splitter = splitLines((line) => {
    const before = log.phase;
    const notice = observe(log, line);
    view = undefined;
    if (notice === undefined) return;
    if (log.phase !== before) {
      const at = logStampOf(line.text);
      emit({ kind: 'phase', phase: log.phase, from: 'log', ...(at === undefined ? {} : { at }) });
    }
    const event = eventOf(notice, line.text);
    if (event !== undefined) emit(event);
    if (log.phase === 'ended' && before !== 'ended') emit({ kind: 'ended' });
    const failure = failed ? undefined : failureSeen(log);
    if (failure !== undefined) {
      failed = true;
      emit({ kind: 'failed', ...failure });
    }
  });
  const eventSplitter = splitLines((line) => {
    events += 1;
    view = undefined;
    const told = eventOfScript(line.text);
    if (told !== undefined) emit(told);
    summary = observeEvent(summary ?? NO_EVENTS, line.text);
    eventStep = Math.max(eventStep, summary.last?.step ?? 0);
  });
  return {
    log: (bytes) => splitter.push(bytes),
    events: (bytes) => eventSplitter.push(bytes),
    finish() {
      splitter.end();
      eventSplitter.end();
    },
    get view() {
      view ??= viewOf(log, eventStep, events);
      return view;
    },
    get leftovers() {
      return log.tempFiles.filter((path) => LEFTOVER.test(basename(path)));
    },
    conclude: (launched, observed) =>
      endingOf(log, viewOf(log, eventStep, events).step, summary, launched, observed),
  };
}
