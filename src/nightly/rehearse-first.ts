/** `rehearse = "when changed"`: what the night would train is shown in a few minutes first, unless this very run has passed before. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { type Outcome, outcomeOf } from '../findings/outcome.ts';
import type { Io } from '../io.ts';
import type { PlannedRun, PlanRequest } from '../plan/plan-run.ts';
import { runReporter } from '../report/progress.ts';
import type { Launch } from '../run/execute.ts';
import { isSupervised, listRuns, readPlan } from '../run/record.ts';
import { isRehearsed, rehearsalsIn } from '../run/rehearsal.ts';
import { type RehearsalEnd, rehearseRun } from '../run/rehearse.ts';
import { type Cause, causeOf, causeOfErrors, causeOfFailure } from './cause.ts';
import type { Surroundings } from './night.ts';
import type { Spec } from './series-config.ts';
import type { Place } from './series-paths.ts';
import { settle } from './settle.ts';

/** How the rehearsal before a training ended. */
export interface Rehearsed {
  readonly ok: boolean;
  readonly outcome: Outcome;
  readonly exitCode: number;
  readonly seconds: number;
  /** Ids of its runs, in `runs/rehearsals`. */
  readonly runs: readonly string[];
  /** Why it failed, what that rests on, and what helps. */
  readonly reason?: string;
  readonly cause?: Cause;
}

/** Whether the night rehearses before it trains this. */
export function wantsRehearsal({ file }: Spec, place: Place, { prepared, facts }: PlannedRun): boolean {
  return file.rehearse === 'when changed' && !isRehearsed(place.runs, prepared, facts);
}

/** Rehearses on the GPUs that the night holds. */
export async function rehearseFirst(
  asked: PlannedRun,
  request: PlanRequest,
  stops: NonNullable<Launch['stops']>,
  { io, stop }: Surroundings,
): Promise<Rehearsed> {
  const begun = io.monotonic();
  const seconds = () => Math.round((io.monotonic() - begun) / 1000);
  const refused = (code: ExitCode, reason: string, cause: { readonly cause?: Cause }): Rehearsed => ({
    ok: false,
    outcome: outcomeOf(code),
    exitCode: code,
    seconds: seconds(),
    runs: [],
    reason,
    ...cause,
  });
  const say = (text: string) => void io.stderr.write(`${text}\n`);
  const order = { request, asked, stops, stop, reporter: () => runReporter(io), say };
  let end: RehearsalEnd;
  try {
    end = await rehearseRun(order, io);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return refused(error.exitCode, error.message, causeOfFailure(error));
  }
  if ('refused' in end) {
    const { code, report } = end.refused;
    const { reason, ...cause } = causeOfErrors(report);
    return refused(code, reason, cause);
  }
  const { rehearsal, code, last } = end;
  const [first] = last.ending.findings;
  return {
    ok: rehearsal.ok,
    outcome: outcomeOf(code),
    exitCode: code,
    seconds: seconds(),
    runs: rehearsal.runs,
    ...(first === undefined ? {} : { reason: first.message }),
    ...(rehearsal.ok ? {} : causeOf(first)),
  };
}

/** Why a night whose rehearsal has ended does not go on to train. */
export function afterRehearsal({ ok, outcome, exitCode, reason, cause }: Rehearsed, timeIsUp: boolean) {
  if (ok && !timeIsUp) return undefined;
  if (ok)
    return {
      outcome: outcomeOf(ExitCode.retry),
      exitCode: ExitCode.retry,
      reason: 'the rehearsal passed, and no time is left to train: the next night does',
    };
  const stopped = outcome === 'retryable' || outcome === 'interrupted' || outcome === 'terminated';
  const why = reason === undefined ? outcome : reason;
  return {
    outcome,
    exitCode,
    reason: stopped
      ? 'the rehearsal was stopped before its end, and nothing was trained'
      : `the rehearsal failed, and nothing was trained: ${why}`,
    ...(cause === undefined || stopped ? {} : { cause }),
  };
}

/** Ends what a killed night has left of a rehearsal, and removes the weights that it made. Call it with the lease held. */
export async function recoverRehearsals(place: Place, io: Io): Promise<readonly string[]> {
  const notes: string[] = [];
  const folder = rehearsalsIn(place.runs);
  if (!existsSync(folder)) return notes;
  for (const state of listRuns(folder, () => {})) {
    const { files, record } = state;
    if (isSupervised(files, record)) continue;
    if (record.status !== 'ended') {
      notes.push(`rehearsal ${record.id} had no end: it was ended`);
      await settle(state, io);
    }
    const { outputDir } = readPlan(files);
    // Weights of a rehearsal lie in its own folder, and serve for nothing once it is over.
    if (relative(files.folder, outputDir).startsWith('..') || !existsSync(outputDir)) continue;
    if (readdirSync(outputDir).length > 0) notes.push(`the weights of rehearsal ${record.id} were removed`);
    rmSync(outputDir, { recursive: true, force: true });
  }
  return notes;
}
