/** Reads a running cosmos-framework: its log and the entry script's events, as neutral events and one view. */
import { parseToml } from '../../../config/toml.ts';
import type { TomlTable } from '../../../config/value.ts';
import type { Ending, Follower, Launched, Observed } from '../../engine.ts';
import type { RunEvent, RunView, StepMeasures } from '../../events.ts';
import { splitLines } from '../../torch/log/lines.ts';
import { type EventSummary, NO_EVENTS, observeEvent } from '../../torch/log/script-events.ts';
import { judgeRun } from '../ending/judge.ts';
import { RESUME_KEY } from '../keys.ts';
import { LAYOUT } from '../layout.ts';
import { lineClock } from '../log/clock.ts';
import { hopeless } from '../log/failure.ts';
import type { FrameworkNotice } from '../log/notice.ts';
import { observeLine } from '../log/observe.ts';
import { type FrameworkState, newFrameworkState } from '../log/state.ts';
import { closeStep } from '../log/steps.ts';
import { textAt } from '../planning/own-settings.ts';
import { proofOf } from '../proof/proof.ts';

/** What a notice says of the course of the run; steps are put together from several. */
function courseOf(
  notice: FrameworkNotice,
  log: FrameworkState,
  told: { from: 'log'; at?: number },
): RunEvent | undefined {
  switch (notice.kind) {
    case 'validation-loss':
      return { kind: 'validation', step: notice.step, loss: notice.loss, ...told };
    case 'saving':
      return { kind: 'saving', step: notice.step, ...told };
    case 'checkpoint-saved':
      return { kind: 'saved', step: notice.step, path: notice.path, ...told };
    case 'exported': {
      const path = log.seen.exporting?.last.notice.path;
      return path === undefined ? undefined : { kind: 'saved', step: notice.step, path, ...told };
    }
    default:
      return undefined;
  }
}

function viewOf(log: FrameworkState, measured: StepMeasures | undefined, events: number): RunView {
  const failure = hopeless(log);
  const step = log.steps.last;
  const saves = log.seen['checkpoint-saved']?.last.line ?? 0;
  const exports = log.exported ?? 0;
  const validation = log.seen['validation-loss']?.last.line ?? 0;
  const making = log.seen['making-start-weights']?.last.line ?? 0;
  return {
    lines: log.lines,
    phase: log.phase,
    step,
    progressKey: [log.phase, making, step, saves, exports, validation, events].join('/'),
    ports: {},
    ...(measured?.loss === undefined ? {} : { loss: measured.loss }),
    ...(measured?.gradNorm === undefined ? {} : { gradNorm: measured.gradNorm }),
    ...(measured?.seconds === undefined ? {} : { seconds: measured.seconds }),
    ...(failure === undefined ? {} : { failure }),
  };
}

/** The newest step that can be proved: the last that was made, else the last that a save was told of. */
function lookAt(launched: Launched, log: FrameworkState): ReturnType<typeof proofOf> | undefined {
  if (!launched.expects.checkpoint || log.steps.last === 0) return undefined;
  const last = log.steps.last;
  const there = LAYOUT.steps(launched.outputDir);
  const newest = there.includes(last) ? last : (log.saved?.step ?? last);
  return proofOf(launched.outputDir, newest);
}

function endingOf(
  log: FrameworkState,
  events: EventSummary | undefined,
  launched: Launched,
  seen: Observed,
): Ending {
  const config: TomlTable = parseToml(launched.config, 'config.toml');
  const resumes = textAt(config, RESUME_KEY);
  const proof = lookAt(launched, log);
  return judgeRun({
    ...seen,
    log,
    expects: launched.expects,
    ...(events === undefined ? {} : { events }),
    ...(launched.plannedSteps === undefined ? {} : { planned: launched.plannedSteps }),
    ...(resumes === undefined || resumes === '' ? {} : { resumes }),
    ...(proof === undefined ? {} : { proof }),
  });
}

/** Begins to read. */
export function follow(emit: (event: RunEvent) => void = () => {}): Follower {
  const log = newFrameworkState();
  const clock = lineClock();
  let measured: StepMeasures | undefined;
  let summary: EventSummary | undefined;
  let events = 0;
  let view: RunView | undefined;
  let failed = false;
  let at: number | undefined;
  /** When the step whose lines are still coming was told of. */
  let openAt: number | undefined;
  const told = () => ({ from: 'log', ...(at === undefined ? {} : { at }) }) as const;
  const step = (one: StepMeasures) => {
    measured = one;
    const when = openAt ?? at;
    emit({ kind: 'step', ...one, from: 'log', ...(when === undefined ? {} : { at: when }) });
    openAt = undefined;
  };
  const splitter = splitLines((line) => {
    const before = log.phase;
    const notice = observeLine(log, line);
    view = undefined;
    // Only loguru's own lines hold the year, and those say nothing else.
    if (notice !== undefined || line.text.startsWith('2')) at = clock(line.text) ?? at;
    if (notice === undefined) return;
    for (const one of log.finished) step(one);
    if (log.steps.open !== undefined) openAt ??= at;
    if (log.phase !== before) emit({ kind: 'phase', phase: log.phase, ...told() });
    const event = courseOf(notice, log, told());
    if (event !== undefined) emit(event);
    if (log.phase === 'ended' && before !== 'ended') emit({ kind: 'ended' });
    const failure = failed ? undefined : hopeless(log);
    if (failure !== undefined) {
      failed = true;
      emit({ kind: 'failed', ...failure });
    }
  });
  const eventSplitter = splitLines((line) => {
    events += 1;
    view = undefined;
    summary = observeEvent(summary ?? NO_EVENTS, line.text);
  });
  return {
    log: (bytes) => splitter.push(bytes),
    events: (bytes) => eventSplitter.push(bytes),
    finish() {
      splitter.end();
      eventSplitter.end();
      const last = closeStep(log.steps);
      if (last !== undefined) step(last);
      view = undefined;
    },
    get view() {
      view ??= viewOf(log, measured, events);
      return view;
    },
    leftovers: [],
    conclude: (launched, observed) => endingOf(log, summary, launched, observed),
  };
}
