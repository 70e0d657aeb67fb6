/** Watches one engine: its log, the entry script's events and its processes, folded into one state. */

import { splitLines } from '../engine/cosmos-rl/log/lines.ts';
import { type LogState, newLogState, observe } from '../engine/cosmos-rl/log/state.ts';
import type { LaunchPlan } from '../plan/launch-plan.ts';
import type { RunFiles } from './files.ts';
import { tailOf } from './tail.ts';

/** Progress as it can be shown. */
export interface Progress {
  readonly phase: string;
  readonly step?: number;
  readonly planned?: number;
  readonly loss?: number;
  readonly gradNorm?: number;
  readonly lr?: number;
  readonly secondsPerStep?: number;
  readonly etaSeconds?: number;
}

/** The watcher of a run's files. */
export interface Watch {
  /** Reads what is new; true if there was anything. */
  poll(): boolean;
  /** Reads the rest: an unfinished last line counts. */
  finish(): void;
  readonly log: LogState;
  /** The highest step seen in the log or in the entry script's events. */
  readonly step: number;
  /** Whether a sign of progress came with the last poll (a step, a phase, a save, a validation), not only a line. */
  readonly progressKey: string;
  progress(plan: LaunchPlan): Progress;
}

const RECENT = 20;

/** Starts to watch the files of a run. */
export function watchRun(files: RunFiles): Watch {
  const logTail = tailOf(files.log);
  const eventTail = tailOf(files.trainEvents);
  const log: LogState = newLogState();
  let events = 0;
  let eventStep = 0;
  const seconds: number[] = [];
  let lastStep = 0;
  const splitter = splitLines((line) => {
    observe(log, line);
    const step = log.seen.step?.last.notice;
    if (step !== undefined && step.step !== lastStep) {
      lastStep = step.step;
      seconds.push(step.seconds);
      if (seconds.length > RECENT) seconds.shift();
    }
  });
  const eventSplitter = splitLines((line) => {
    events += 1;
    const match = /"kind": ?"step".*?"step": ?(\d+)/.exec(line.text);
    if (match !== null) eventStep = Math.max(eventStep, Number(match[1]));
  });
  return {
    poll() {
      const bytes = logTail.read((chunk) => splitter.push(chunk));
      const eventBytes = eventTail.read((chunk) => eventSplitter.push(chunk));
      return bytes + eventBytes > 0;
    },
    finish() {
      this.poll();
      splitter.end();
      eventSplitter.end();
    },
    get log() {
      return log;
    },
    get step() {
      return Math.max(log.seen.step?.last.notice.step ?? 0, eventStep);
    },
    get progressKey() {
      const saves = log.seen['checkpoint-saved']?.last.line ?? 0;
      const validation = log.seen['validation-loss']?.last.line ?? 0;
      return [log.phase, this.step, saves, validation, events].join('/');
    },
    progress(plan) {
      const notice = log.seen.step?.last.notice;
      const planned = notice?.total ?? plan.plannedSteps;
      const sorted = [...seconds].sort((a, b) => a - b);
      const typical = sorted[Math.floor(sorted.length / 2)];
      const lr = notice === undefined ? undefined : Object.values(notice.lr)[0];
      return {
        phase: log.phase,
        ...(this.step === 0 ? {} : { step: this.step }),
        ...(planned === undefined ? {} : { planned }),
        ...(notice === undefined ? {} : { loss: notice.loss, gradNorm: notice.gradNorm }),
        ...(lr === undefined ? {} : { lr }),
        ...(typical === undefined ? {} : { secondsPerStep: typical }),
        ...(typical === undefined || planned === undefined || this.step === 0
          ? {}
          : { etaSeconds: Math.max(0, planned - this.step) * typical }),
      };
    },
  };
}
