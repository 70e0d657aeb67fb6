/** Supervises a started engine until nothing of it is left, whoever ends it: the engine, a failure, a stall or a person. */
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { failureSeen } from '../engine/cosmos-rl/log/evidence.ts';
import type { EngineExit } from '../executors/local.ts';
import { processesOf, type RunProcess } from '../executors/processes.ts';
import type { LaunchPlan } from '../plan/launch-plan.ts';
import type { RunFiles } from './files.ts';
import { askForCheckpoint, stopTree } from './stop.ts';
import type { Progress, Watch } from './watch.ts';

/** A stop that somebody asked for. */
export interface StopRequest {
  readonly requested: 'SIGINT' | 'SIGTERM' | 'deadline';
}

/** How supervision ended; the outcome is judged from it and from the files. */
export interface Supervised {
  readonly exit?: EngineExit;
  readonly stop?: StopRequest;
  readonly stalled?: { readonly phase: string; readonly seconds: number };
  /** Lines of the log when the first signal was sent; absent where nothing was left to signal. */
  readonly signalledAfter?: number;
  readonly left: readonly RunProcess[];
}

/** What the caller wants to know and can ask for while the run goes on. */
export interface Supervision {
  readonly plan: LaunchPlan;
  readonly files: RunFiles;
  readonly watch: Watch;
  /** Ends when the launcher ends; `undefined` if it is not our child (`runs follow`). */
  readonly exited?: Promise<EngineExit>;
  readonly onProgress: (progress: Progress) => void;
  readonly onNote: (text: string) => void;
  /** Registers a handler for stop requests; the second request means: at once. */
  readonly onStopRequest: (handler: (request: StopRequest) => void) => () => void;
  /** Milliseconds on a clock that never jumps. */
  readonly monotonic: () => number;
}

const POLL_MS = 250;

/** Appends one of our own events to events.ndjson; a full disk must not end the supervision. */
export function recordEvent(files: RunFiles, event: Readonly<Record<string, unknown>>): void {
  try {
    appendFileSync(files.events, `${JSON.stringify({ t: new Date().toISOString(), ...event })}\n`);
  } catch {
    // engine.log and the record still tell
  }
}

/** The ports redis may listen on: the one asked for and the one the controller printed. */
export function redisPortsOf(plan: LaunchPlan, watch: Watch): readonly number[] {
  const printed = watch.log.seen['redis-started']?.last.notice.port;
  // The port asked for counts only if the engine did not print another: someone else may own it then.
  return printed === undefined ? [plan.ports.redis] : [printed];
}

function stallLimit(plan: LaunchPlan, watch: Watch): number {
  const { stall } = plan.stop;
  if (watch.log.phase === 'starting' || watch.log.phase === 'controller') return stall.controllerReady;
  if (watch.step === 0) return stall.firstStep;
  const planned = watch.log.seen.step?.last.notice.total ?? plan.plannedSteps;
  return planned !== undefined && watch.step >= planned ? stall.finish : stall.step;
}

/** Watches until the end; then nothing of the run is left running, or `left` names it. */
export async function supervise(supervision: Supervision): Promise<Supervised> {
  const { plan, files, watch, monotonic } = supervision;
  let exit: EngineExit | undefined;
  let exitedAt: number | undefined;
  let requests = 0;
  let stop: StopRequest | undefined;
  let stalled: Supervised['stalled'];
  const note = (kind: string, text: string, data: Readonly<Record<string, unknown>> = {}) => {
    recordEvent(files, { kind, ...data });
    supervision.onNote(text);
  };
  supervision.exited?.then(
    (value) => {
      exit = value;
      exitedAt = monotonic();
      recordEvent(files, { kind: 'launcher-exited', ...value });
    },
    () => {},
  );
  const release = supervision.onStopRequest((request) => {
    requests += 1;
    stop ??= request;
  });
  const gone = () =>
    (supervision.exited === undefined || exit !== undefined) && processesOf(plan.id, []).length === 0;
  const target = () => ({
    id: plan.id,
    engine: plan.engine,
    controllerPort: watch.log.seen['controller-port']?.last.notice.port ?? plan.ports.controller,
    redisPorts: redisPortsOf(plan, watch),
    stepped: watch.step > 0,
  });
  let lastKey = '';
  let lastProgress = monotonic();
  let failedAt: number | undefined;
  let asked = false;
  let askedAt = 0;
  try {
    for (;;) {
      watch.poll();
      if (watch.progressKey !== lastKey) {
        lastKey = watch.progressKey;
        lastProgress = monotonic();
      }
      supervision.onProgress(watch.progress(plan));
      const now = monotonic();
      if (gone()) break;
      const failure = failureSeen(watch.log);
      if (failure !== undefined && failedAt === undefined) {
        failedAt = now;
        note('failure-seen', `failure in engine.log line ${failure.line}: ${failure.reason}`, failure);
      }
      if (failedAt !== undefined && now - failedAt > plan.stop.failureGrace * 1000) {
        note('stopping', 'stopping what is left of the run');
        break;
      }
      // The launcher is gone and its workers are not: they are orphans, which may still train on to the end.
      if (
        exit !== undefined &&
        exitedAt !== undefined &&
        exit.signal === undefined &&
        now - exitedAt > plan.stop.failureGrace * 1000
      ) {
        note('stopping', 'the launcher has ended, but processes of the run have not: stopping them');
        break;
      }
      if (stop !== undefined && !asked) {
        asked = true;
        askedAt = now;
        const asks = target();
        const way = await askForCheckpoint(asks, `cookbook-run: ${stop.requested}`);
        const why = asks.stepped
          ? 'neither controller nor workers are left to ask'
          : 'no step was finished yet, so there is nothing to save';
        note(
          'stop-requested',
          way === 'none'
            ? `${stop.requested}: stopping; ${why}`
            : `${stop.requested}: asked the engine to save a checkpoint and end (again to stop at once)`,
          { way, requested: stop.requested },
        );
        if (way === 'none') break;
      }
      if (requests > 1 || (asked && now - askedAt > plan.stop.gracefulStop * 1000)) break;
      const quiet = (now - lastProgress) / 1000;
      if (quiet > stallLimit(plan, watch) && failedAt === undefined) {
        stalled = { phase: watch.log.phase, seconds: Math.round(quiet) };
        note(
          'stalled',
          `no progress for ${Math.round(quiet)} s in phase ${watch.log.phase}: stopping`,
          stalled,
        );
        break;
      }
      await sleep(POLL_MS);
    }
    watch.poll();
    const signalledAfter = gone() ? undefined : watch.log.lines;
    const left = await stopTree(plan.id, redisPortsOf(plan, watch), plan.stop.terminate, () => requests > 1);
    if (exit === undefined && supervision.exited !== undefined) {
      await Promise.race([supervision.exited, sleep(2000)]);
    }
    watch.finish();
    return {
      left,
      ...(exit === undefined ? {} : { exit }),
      ...(stop === undefined ? {} : { stop }),
      ...(stalled === undefined ? {} : { stalled }),
      ...(signalledAfter === undefined ? {} : { signalledAfter }),
    };
  } finally {
    release();
  }
}
