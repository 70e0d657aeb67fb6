/** Supervises a started engine until nothing of it is left, whoever ends it: the engine, a failure, a stall or a person. */
import { setImmediate as breath, setTimeout as sleep } from 'node:timers/promises';
import type { EngineExit, RunProcess, Runtime } from '../engine/engine.ts';
import type { Handle, Strays } from '../executors/executor.ts';
import { SIGN_SECONDS } from '../executors/process-name.ts';
import { statusOf } from '../path-status.ts';
import type { LaunchPlan } from '../plan/launch-plan.ts';
import { advance, answered, type Course, courseFrom, type StopCause, type StopRequest } from './course.ts';
import { leaveSign, type RunFiles, recordEvent } from './files.ts';
import { alarmText } from './metrics/divergence.ts';
import type { MetricsKeeper } from './metrics/keep.ts';
import type { RunReporter } from './reporter.ts';
import { stopTree } from './stop.ts';
import { TURN, type Watch } from './watch.ts';

/** How supervision ended; the outcome is judged from it and from the files. */
export interface Supervised {
  readonly exit?: EngineExit;
  readonly stop?: StopRequest;
  readonly stalled?: { readonly phase: string; readonly seconds: number };
  /** The first step from which on the loss or gradient was not finite, where the run was ended for it. */
  readonly diverged?: { readonly step: number; readonly what: 'loss' | 'gradient' };
  /** Lines of the log when the first signal was sent; absent where nothing was left to signal. */
  readonly signalledAfter?: number;
  readonly left: readonly RunProcess[];
}

/** What is supervised, and who may ask for a stop while it goes on. */
interface Supervision {
  readonly plan: LaunchPlan;
  readonly files: RunFiles;
  readonly runtime: Runtime;
  readonly handle: Handle;
  readonly watch: Watch;
  readonly metrics: MetricsKeeper;
  readonly reporter: Pick<RunReporter, 'update' | 'note'>;
  /** Registers a handler for stop requests; the second request means: at once. */
  readonly onStopRequest: (handler: (request: StopRequest) => void) => () => void;
  /** Milliseconds on a clock that never jumps. */
  readonly monotonic: () => number;
}

const POLL_MS = 250;
const SIGN_EVERY_MS = SIGN_SECONDS * 250;
const LAST_WORDS_MS = 2000;

/** The wall clock, by which process starts are told. */
const wallClock = () => performance.timeOrigin + performance.now();

/**
 * What the engine knows of processes that hide their tag, with the proof by time that the run's log gives, and the end of a launcher
 * that is our own child: one that is stopped right after such a start has not logged it yet.
 */
function straysOf({ plan, files, runtime, handle, watch }: Supervision, launcherAt: () => number): Strays {
  return {
    is: (command) => runtime.isStray(command, plan, watch.view),
    disowned: (command) => runtime.disowned(command, handle.address),
    lastSign: () => Math.max(statusOf(files.log)?.mtimeMs ?? 0, launcherAt()) || undefined,
  };
}

/** A turn that took longer than this was no turn: the machine slept, or the container was paused. */
const FROZEN_MS = 5000;

/** A clock that stands while we do not run: what nobody could have done in that time is nobody's silence. */
function awake(monotonic: () => number): () => number {
  let before = monotonic();
  let frozen = 0;
  return () => {
    const now = monotonic();
    if (now - before > FROZEN_MS) frozen += now - before;
    before = now;
    return now - frozen;
  };
}

/** What is said when the tree is stopped; the rest is no news, or said already. */
const WORDS: Readonly<Partial<Record<StopCause, string>>> = {
  failure: 'stopping what is left of the run',
  diverged: 'the loss is not finite and does not come back: stopping (--on-nan warn lets it go on)',
  orphans: 'the launcher has ended, but processes of the run have not: stopping them',
};

/** Asks for the checkpoint, and says how. */
async function ask(supervision: Supervision, course: Course, request: StopRequest): Promise<Course> {
  const { plan, files, runtime, handle, watch, reporter } = supervision;
  const why = runtime.nothingToSave(watch.view);
  const reason = `cookbook-run: ${request.requested}`;
  const way = await runtime.askForCheckpoint(plan, watch.view, handle, reason);
  recordEvent(files, { kind: 'stop-requested', way, requested: request.requested });
  reporter.note(
    way === 'none'
      ? `${request.requested}: stopping; ${why ?? 'nobody of the engine is left to ask'}`
      : `${request.requested}: asked the engine to save a checkpoint and end (again to stop at once)`,
  );
  return answered(course, way);
}

/** Watches until the end; then nothing of the run is left running, or `left` names it. */
export async function supervise(supervision: Supervision): Promise<Supervised> {
  const { plan, files, runtime, handle, watch, metrics, reporter } = supervision;
  const monotonic = awake(supervision.monotonic);
  const exited = handle.wait();
  let exit: EngineExit | undefined;
  let exitedAt: number | undefined;
  const strays = straysOf(supervision, () => (exited === undefined ? 0 : (exitedAt ?? wallClock())));
  const requests: StopRequest[] = [];
  exited?.then(
    (value) => {
      exit = value;
      exitedAt = wallClock();
      recordEvent(files, { kind: 'launcher-exited', ...value });
    },
    () => {},
  );
  const release = supervision.onStopRequest((request) => void requests.push(request));
  // While our own child lives the process table need not be asked.
  const gone = async () =>
    (exited === undefined || exit !== undefined) && (await handle.alive()).length === 0;
  let course = courseFrom(monotonic());
  let signedAt = course.progressAt;
  // Of what was there when the log was last read to its end: an engine that writes faster than we read must stall as any other.
  let behind = 0;
  try {
    for (;;) {
      const unread = watch.poll();
      behind = behind > TURN ? behind - TURN : behind > 0 ? 0 : unread;
      const { view } = watch;
      for (const alarm of metrics.flush()) {
        recordEvent(files, { kind: 'alarm', alarm: alarm.kind, step: alarm.step });
        reporter.note(`warning: ${alarmText(alarm)}`);
      }
      reporter.update({ ...watch.progress(plan), ...metrics.live });
      if (monotonic() - signedAt > SIGN_EVERY_MS) {
        signedAt = monotonic();
        leaveSign(files.record);
      }
      const failed = course.failedAt;
      const tick = {
        now: monotonic(),
        view,
        gone: await gone(),
        // Whether there is something to save may be in what is not read yet; who asks twice does not wait for that.
        requests:
          behind > 0 && requests.length === 1 && runtime.nothingToSave(view) !== undefined
            ? []
            : [...requests],
        behind: behind > 0,
        diverged: metrics.diverged !== undefined,
        ...(exit === undefined ? {} : { exit }),
        ...(plan.plannedSteps === undefined ? {} : { planned: plan.plannedSteps }),
      };
      const next = advance(course, tick, plan.stop);
      course = next.course;
      if (view.failure !== undefined && failed === undefined && !tick.gone) {
        recordEvent(files, { kind: 'failure-seen', ...view.failure });
        reporter.note(`failure in engine.log line ${view.failure.line}: ${view.failure.reason}`);
      }
      if (next.action.kind === 'ask') {
        course = await ask(supervision, course, next.action.request);
        continue;
      }
      if (next.action.kind === 'stop') {
        const { cause } = next.action;
        if (course.stalled !== undefined) {
          recordEvent(files, { kind: 'stalled', ...course.stalled });
          reporter.note(
            `no progress for ${course.stalled.seconds} s in phase ${course.stalled.phase}: stopping`,
          );
        }
        if (WORDS[cause] !== undefined) {
          recordEvent(files, { kind: 'stopping', cause });
          reporter.note(WORDS[cause]);
        }
        break;
      }
      await (behind > 0 ? breath() : sleep(POLL_MS));
    }
    const unread = watch.poll(course.stop === undefined ? Number.POSITIVE_INFINITY : TURN);
    const signalled = !(await gone());
    const left = await stopTree(handle, strays, plan.stop.terminate, () => requests.length > 1);
    // What was written before the signal, of which no more than a turn was read before it was sent.
    watch.poll(unread);
    const signalledAfter = signalled ? watch.view.lines : undefined;
    if (exit === undefined && exited !== undefined) await Promise.race([exited, sleep(LAST_WORDS_MS)]);
    watch.finish();
    metrics.flush();
    const { diverged } = metrics;
    return {
      left,
      ...(exit === undefined ? {} : { exit }),
      ...(course.stop === undefined ? {} : { stop: course.stop }),
      ...(course.stalled === undefined ? {} : { stalled: course.stalled }),
      ...(diverged === undefined ? {} : { diverged: { step: diverged.step, what: diverged.what } }),
      ...(signalledAfter === undefined ? {} : { signalledAfter }),
    };
  } finally {
    release();
  }
}
