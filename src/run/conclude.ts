/** The end of a run: judge it, write the record, tidy up what the engine leaves behind. */
import { lstatSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { dirname } from 'node:path';
import type { Ending, EngineExit, StopReason } from '../engine/engine.ts';
import { fileBytes } from '../file-bytes.ts';
import { ExitCode } from '../findings/exit-code.ts';
import type { Finding } from '../findings/finding.ts';
import { OUTCOMES, type Outcome } from '../findings/outcome.ts';
import type { LaunchPlan } from '../plan/launch-plan.ts';
import { type RunFiles, recordEvent } from './files.ts';
import { type NodesSeen, onNodes } from './first-node.ts';
import { onFullDisk } from './full-disk.ts';
import { keepRecord } from './keep-record.ts';
import type { RunRecord } from './run-record.ts';
import { STOPPED_AS } from './stop-requests.ts';
import type { Supervised } from './supervise.ts';
import type { Watch } from './watch.ts';

/** A supervision that is over, and what is needed to judge and record it. */
export interface Conclusion {
  readonly plan: LaunchPlan;
  readonly files: RunFiles;
  readonly watch: Watch;
  readonly supervised: Supervised;
  readonly record: RunRecord;
  /** Findings of before the start, which the record keeps. */
  readonly before: readonly Finding[];
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Folders that take the record where its own cannot. */
  readonly refuge: string | undefined;
  /** What the place of the run tells of its nodes. */
  readonly place?: NodesSeen;
  readonly settle?: Settle;
}

/** Turns the record of an ending into what is kept: that of an attempt, where the run goes on in another one. */
export type Settle = (ended: RunRecord, supervised: Supervised, lost: boolean) => RunRecord;

/** A run as it ended. */
export interface Finished {
  readonly ending: Ending;
  readonly record: RunRecord;
  /** Where the record lies instead of its folder, or why it lies nowhere. */
  readonly lost?: { readonly why: string; readonly kept?: string };
}

/** The engine's exit as one number: a signal is negative; `null` if it had to be stopped or nobody saw it end. */
export function exitNumber(exit: EngineExit | undefined): number | null {
  if (exit === undefined) return null;
  if (exit.code !== undefined) return exit.code;
  return exit.signal === undefined ? null : -(constants.signals[exit.signal as NodeJS.Signals] ?? 1);
}

const BY_A_STOP: ReadonlySet<Outcome> = new Set<Outcome>(['interrupted', 'terminated', 'retryable']);

/** What only cookbook-run knows: who asked for the stop, and that nothing of the run lives any more. */
export function asAsked(ending: Ending, requested: StopReason | undefined): Ending {
  if (requested !== undefined && BY_A_STOP.has(ending.outcome))
    return { ...ending, ...STOPPED_AS[requested] };
  // Supervision is over: what seems to go on has died without a word.
  return ending.outcome === 'running'
    ? { ...ending, outcome: 'abandoned', exitCode: OUTCOMES.abandoned }
    : ending;
}

/** Removes a file if this very run's launcher made it: a plain one of ours, younger than the run, with the run's own config in it. */
function removeLauncherFile(path: string, { plan, record }: Conclusion): void {
  if (dirname(path) !== tmpdir()) return;
  try {
    const status = lstatSync(path);
    const own =
      status.isFile() &&
      status.uid === process.getuid?.() &&
      status.ctimeMs >= Date.parse(record.startedAt) - 1000 &&
      fileBytes(path, 1_000_000)?.includes(plan.outputDir) === true;
    if (own) rmSync(path);
  } catch {
    // it is gone, or the launcher's folder is not to be written to
  }
}

/** Judges the end, writes it into the record, and removes the launcher's temporary files. Never throws for a lost folder. */
export function conclude(one: Conclusion): Finished {
  const { plan, files, watch, supervised, record, before, now } = one;
  const judged = watch.follower.conclude(plan, {
    engineExit: exitNumber(supervised.exit),
    ...(supervised.stop === undefined ? {} : { stop: supervised.stop }),
    ...(supervised.stalled === undefined ? {} : { stalled: supervised.stalled }),
    ...(supervised.diverged === undefined ? {} : { diverged: supervised.diverged }),
    ...(supervised.signalledAfter === undefined ? {} : { signalledAfter: supervised.signalledAfter }),
  });
  const {
    ending,
    failed,
    lost: nodeLost,
  } = onNodes(onFullDisk(asAsked(judged, supervised.stop?.requested), files), {
    ...one.place,
    ...(supervised.stop === undefined ? {} : { stop: supervised.stop.requested }),
  });
  for (const path of watch.follower.leftovers) removeLauncherFile(path, one);
  const whole: RunRecord = {
    ...record,
    status: 'ended',
    outcome: ending.outcome,
    exitCode: ending.exitCode,
    engineExit: exitNumber(supervised.exit),
    step: ending.step,
    endedAt: new Date(now).toISOString(),
    findings: [...before, ...ending.findings],
    ...(failed === undefined ? {} : { failed }),
    ...(ending.proofs === undefined ? {} : { proofs: ending.proofs }),
    ...(ending.model === undefined ? {} : { model: ending.model }),
    ...(ending.checkpoint === undefined ? {} : { checkpoint: ending.checkpoint }),
    ...(supervised.left.length === 0
      ? {}
      : { left: supervised.left.map(({ pid, command }) => ({ pid, command })) }),
  };
  const ended = one.settle?.(whole, supervised, nodeLost) ?? whole;
  const lost = keepRecord(files, ended, one.refuge);
  const { outcome, exitCode, step } = ending;
  recordEvent(files, { kind: ended.status === 'ended' ? 'ended' : 'attempt-ended', outcome, exitCode, step });
  return { ending, record: ended, ...(lost === undefined ? {} : { lost }) };
}

/** The code of a finished run: its own, or 73 where it succeeded and nothing of that could be kept anywhere. */
export function codeOf({ ending, lost }: Finished): ExitCode {
  return lost !== undefined && lost.kept === undefined && ending.exitCode === ExitCode.ok
    ? ExitCode.disk
    : ending.exitCode;
}
