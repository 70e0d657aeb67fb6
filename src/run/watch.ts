/** Watches the files of one engine: its log and the entry script's events, read as they grow. */
import type { Follower, Runtime } from '../engine/engine.ts';
import type { RunEvent, RunView } from '../engine/events.ts';
import type { LogOutput } from '../executors/executor.ts';
import type { LaunchPlan } from '../plan/launch-plan.ts';
import type { RunFiles } from './files.ts';
import { median } from './metrics/summary.ts';
import type { Progress } from './reporter.ts';
import { tailOf } from './tail.ts';

/** The watcher of a run's files. */
export interface Watch {
  /** Reads what is new, so much of each file at most that a stop need not wait for it; returns the bytes of the log that are left. */
  poll(most?: number): number;
  /** Reads the rest: an unfinished last line counts. */
  finish(): void;
  readonly view: RunView;
  readonly follower: Follower;
  progress(plan: Pick<LaunchPlan, 'plannedSteps'>): Progress;
}

const RECENT = 20;
/** Bytes of one turn: a tenth of a second where all of them are steps. */
export const TURN = 4 << 20;

/** What is shown of a view; `seconds` are those of the last steps. */
export function progressOf(
  view: RunView,
  plannedSteps: number | undefined,
  seconds: readonly number[],
): Progress {
  const planned = view.total ?? plannedSteps;
  const typical = median(seconds);
  return {
    phase: view.phase,
    ...(view.step === 0 ? {} : { step: view.step }),
    ...(planned === undefined ? {} : { planned }),
    ...(view.loss === undefined ? {} : { loss: view.loss }),
    ...(view.gradNorm === undefined ? {} : { gradNorm: view.gradNorm }),
    ...(view.lr === undefined ? {} : { lr: view.lr }),
    ...(typical === undefined ? {} : { secondsPerStep: typical }),
    ...(typical === undefined || planned === undefined || view.step === 0
      ? {}
      : { etaSeconds: Math.max(0, planned - view.step) * typical }),
  };
}

/** Starts to watch the files of a run; `emit` hears of every event once. */
export function watchRun(
  files: RunFiles,
  runtime: Runtime,
  emit: (event: RunEvent) => void = () => {},
  log: LogOutput = tailOf(files.log),
): Watch {
  const seconds: number[] = [];
  const follower = runtime.follow((event) => {
    if (event.kind === 'step' && event.from === 'log' && event.seconds !== undefined) {
      seconds.push(event.seconds);
      if (seconds.length > RECENT) seconds.shift();
    }
    emit(event);
  });
  const events = tailOf(files.trainEvents);
  const poll = (most = TURN) => {
    const left = log.read((chunk) => follower.log(chunk), most);
    events.read((chunk) => follower.events(chunk), most);
    return left;
  };
  return {
    poll,
    finish() {
      poll(Number.POSITIVE_INFINITY);
      follower.finish();
      log.close();
      events.close();
    },
    get view() {
      return follower.view;
    },
    follower,
    progress: ({ plannedSteps }) => progressOf(follower.view, plannedSteps, seconds),
  };
}
