/** The course of a supervision as a fold: what is known and one tick give what is known next, and what to do. No process is touched. */
import type { EngineExit, GracefulWay, StopReason } from '../engine/engine.ts';
import { beforeLoading, type RunView } from '../engine/events.ts';
import type { StopPolicy } from '../plan/launch-plan.ts';

/** A stop that somebody asked for. */
export interface StopRequest {
  readonly requested: StopReason;
}

/** What is seen at one moment. */
export interface Tick {
  /** Milliseconds on a clock that never jumps. */
  readonly now: number;
  readonly view: RunView;
  /** Nothing of the run lives, and its launcher has ended or is not ours to wait for. */
  readonly gone: boolean;
  readonly exit?: EngineExit;
  /** Every stop that was asked for, the oldest first. */
  readonly requests: readonly StopRequest[];
  /** What the engine had written when its files were last read to their end is still being read: its progress may be in it. */
  readonly behind?: boolean;
  /** Steps planned before the launch. */
  readonly planned?: number;
  /** The loss has not been finite for so long that nothing good can come of the run. */
  readonly diverged?: boolean;
}

/** What is known of the supervision so far. */
export interface Course {
  readonly progressKey: string;
  readonly progressAt: number;
  readonly exitedAt?: number;
  readonly failedAt?: number;
  /** The first request decides how the ending is called. */
  readonly stop?: StopRequest;
  readonly asked?: { readonly at: number; readonly way?: GracefulWay };
  readonly stalled?: { readonly phase: string; readonly seconds: number };
}

/** Why the tree is stopped. */
export type StopCause =
  | 'gone'
  | 'failure'
  | 'orphans'
  | 'nobody-to-ask'
  | 'asked-again'
  | 'patience'
  | 'diverged'
  | 'stalled';

export type CourseAction =
  | { readonly kind: 'wait' }
  /** Ask the engine for a checkpoint, tell `answered` how, and go on at once. */
  | { readonly kind: 'ask'; readonly request: StopRequest }
  | { readonly kind: 'stop'; readonly cause: StopCause };

/** At the start of a supervision. */
export function courseFrom(now: number): Course {
  return { progressKey: '', progressAt: now };
}

/** Seconds without progress that are too many now. */
export function stallLimit({ stall }: StopPolicy, view: RunView, plannedSteps: number | undefined): number {
  if (beforeLoading(view.phase)) return stall.controllerReady;
  if (view.step === 0) return stall.firstStep;
  const planned = view.total ?? plannedSteps;
  return planned !== undefined && view.step >= planned ? stall.finish : stall.step;
}

/** The course after the engine was asked for a checkpoint. */
export function answered(course: Course, way: GracefulWay): Course {
  return course.asked === undefined ? course : { ...course, asked: { ...course.asked, way } };
}

function noted(course: Course, tick: Tick): Course {
  const { now, view, exit, requests } = tick;
  const moved = view.progressKey !== course.progressKey;
  return {
    ...course,
    ...(moved ? { progressKey: view.progressKey, progressAt: now } : {}),
    ...(exit !== undefined && course.exitedAt === undefined ? { exitedAt: now } : {}),
    ...(view.failure !== undefined && course.failedAt === undefined ? { failedAt: now } : {}),
    ...(course.stop === undefined && requests[0] !== undefined ? { stop: requests[0] } : {}),
  };
}

/** One tick further. */
export function advance(
  before: Course,
  tick: Tick,
  policy: StopPolicy,
): { readonly course: Course; readonly action: CourseAction } {
  const course = noted(before, tick);
  const { now, view, requests } = tick;
  const over = (since: number | undefined, seconds: number) =>
    since !== undefined && now - since > seconds * 1000;
  const stop = (cause: StopCause, next: Course = course) => ({
    course: next,
    action: { kind: 'stop', cause } as const,
  });
  if (tick.gone) return stop('gone');
  if (tick.diverged === true) return stop('diverged');
  if (over(course.failedAt, policy.failureGrace)) return stop('failure');
  // The launcher is gone and its workers are not: they are orphans, which may still train on to the end.
  if (tick.exit !== undefined && tick.exit.signal === undefined && over(course.exitedAt, policy.failureGrace))
    return stop('orphans');
  if (requests.length > 1) return stop('asked-again');
  if (course.asked?.way === 'none') return stop('nobody-to-ask');
  if (over(course.asked?.at, policy.gracefulStop)) return stop('patience');
  if (course.stop !== undefined && course.asked === undefined)
    return { course: { ...course, asked: { at: now } }, action: { kind: 'ask', request: course.stop } };
  const quiet = (now - course.progressAt) / 1000;
  if (quiet > stallLimit(policy, view, tick.planned) && course.failedAt === undefined && tick.behind !== true)
    return stop('stalled', { ...course, stalled: { phase: view.phase, seconds: Math.round(quiet) } });
  return { course, action: { kind: 'wait' } };
}
