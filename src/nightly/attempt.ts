/** One attempt: plan it, take the GPUs, run, and say how it ended. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { outcomeOf } from '../findings/outcome.ts';
import type { PlannedRun } from '../plan/plan-run.ts';
import { momentText } from '../report/moment.ts';
import { runReporter } from '../report/progress.ts';
import { execute } from '../run/execute.ts';
import { gpuLeases } from '../run/gpu-leases.ts';
import { causeOf, causeOfErrors, causeOfFailure } from './cause.ts';
import { writeEntries } from './dataset-files.ts';
import { type Deadline, millisecondsLeft } from './deadline.ts';
import { deadlineStops } from './deadline-stops.ts';
import { takeInTurn } from './gpu-turn.ts';
import { gpuLeaseFolder } from './leases.ts';
import { taggedFor } from './leftovers.ts';
import { lossesOf } from './losses.ts';
import { makeMerge } from './merged.ts';
import type { Surroundings } from './night.ts';
import type { Attempt } from './night-record.ts';
import { type ObjectiveNote, objectiveNote } from './objective.ts';
import { writeRunReport } from './page/run-report.ts';
import { type PlannedAttempt, type PlanningRequest, planAttempt } from './plan-attempt.ts';
import { seriesRequest } from './plan-series.ts';
import { sentence } from './policy.ts';
import { afterRehearsal, type Rehearsed, rehearseFirst, wantsRehearsal } from './rehearse-first.ts';
import { nextSequence, writeMembership } from './series-run.ts';
import { seriesContainer } from './submit-night.ts';

/** What an attempt is made from. */
interface AttemptRequest extends PlanningRequest {
  readonly night: string;
  readonly number: number;
  readonly deadline: Deadline | undefined;
  /** What is decided and found, as soon as it is. */
  readonly onNote: (...texts: readonly string[]) => void;
}

const refusal = (code: number, reason: string, did: string, cause: Pick<Attempt, 'cause'> = {}): Attempt => ({
  did,
  run: null,
  record: null,
  outcome: outcomeOf(code),
  exitCode: code,
  reason,
  ...cause,
});

/** An attempt that was made or refused, and what it can train. */
interface Made {
  readonly attempt: Attempt;
  readonly objective: ObjectiveNote;
}

/** A night that trains nothing, and why. */
interface NoAttempt {
  readonly skipped: string;
  readonly objective: ObjectiveNote;
}

/** The GPUs of this host, one after the other; those of a job are its own already. */
async function leasesOf(
  { spec, reserveSeconds, deadline }: AttemptRequest,
  { prepared: { plan }, facts }: PlannedRun,
  night: Surroundings,
): ReturnType<typeof takeInTurn> {
  if (plan.nodes !== undefined) return { release: () => {}, notes: [] };
  const gpus = plan.env['CUDA_VISIBLE_DEVICES'] ?? night.io.env['CUDA_VISIBLE_DEVICES'];
  const all = facts.gpus.ok ? facts.gpus.value.map((gpu) => gpu.index).join(',') : '';
  return takeInTurn(gpuLeases(gpuLeaseFolder(spec), gpus ?? all), plan.id, reserveSeconds, deadline, night);
}

/** Shows first what was never rehearsed, on the GPUs of the attempt and until its deadline. */
async function rehearsed(
  { spec, place, deadline, reserveSeconds }: AttemptRequest,
  { planned, startedFrom }: PlannedAttempt,
  { io, stop }: Surroundings,
): Promise<Rehearsed | undefined> {
  if (!wantsRehearsal(spec, place, planned)) return undefined;
  const visible = planned.prepared.plan.env['CUDA_VISIBLE_DEVICES'] ?? io.env['CUDA_VISIBLE_DEVICES'];
  const env = visible === undefined ? io.env : { ...io.env, CUDA_VISIBLE_DEVICES: visible };
  const model = startedFrom === undefined ? {} : { model: startedFrom.path };
  const request = seriesRequest(spec, { stopSeconds: reserveSeconds, ...model });
  const stops = deadlineStops(deadline, reserveSeconds, io);
  return rehearseFirst(planned, request, stops, { io: { ...io, cwd: spec.base, env }, stop });
}

/** The plan, once what it starts from is there: an adapter is merged into its model first. */
async function planned(request: AttemptRequest, night: Surroundings): Promise<PlannedAttempt | Attempt> {
  const first = await planAttempt(request, night);
  if (first.merge === undefined) return first;
  const did = sentence(first.action);
  try {
    const io = taggedFor(request.night, night.io);
    await makeMerge(first.merge, request.deadline, request.reserveSeconds, io);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const late = millisecondsLeft(request.deadline, night.io) <= request.reserveSeconds * 1000;
    const why = late ? 'the last good adapter was not merged before the deadline' : error.message;
    return refusal(error.exitCode, `nothing was trained: ${why}`, did, late ? {} : causeOfFailure(error));
  }
  request.onNote(`the last good adapter was merged into its model: ${first.merge.out}`);
  const second = await planAttempt(request, night);
  if (second.merge === undefined) return second;
  return refusal(ExitCode.unverified, `nothing was trained: ${first.merge.out} is not what was merged`, did);
}

/** Makes the attempt; refusals are values. */
export async function makeAttempt(request: AttemptRequest, night: Surroundings): Promise<Made | NoAttempt> {
  const { spec } = request;
  const { io, stop } = night;
  const found = await planned(request, night);
  if (!('action' in found)) return { attempt: found, objective: objectiveNote(true) };
  const did = sentence(found.action);
  request.onNote(...found.notes, `tonight ${did}`);
  const refused = (code: number, reason: string, cause: Pick<Attempt, 'cause'> = {}): Made => ({
    attempt: refusal(code, reason, did, cause),
    objective,
  });
  const { planned: run, action } = found;
  const { plan } = run.prepared;
  const objective = objectiveNote(plan.expects.lora, run.verdict.verdict);
  if (action.do === 'skip') return { skipped: action.because, objective };
  if (action.do === 'refuse') throw new Failure(ExitCode.config, action.because, action.help);
  if (run.code !== ExitCode.ok) {
    const { reason, ...cause } = causeOfErrors(run.report);
    return refused(run.code, reason, cause);
  }
  const leases = await leasesOf(request, run, night);
  if ('busy' in leases) {
    const { what, holder } = leases.busy;
    return refused(ExitCode.retry, `${what} is used by ${holder.run} since ${momentText(holder.since)}`);
  }
  if (stop.aborted) {
    leases.release();
    return refused(ExitCode.retry, 'stopped before the engine was started');
  }
  try {
    const shown = await rehearsed(request, found, night);
    const over = millisecondsLeft(request.deadline, io) <= request.reserveSeconds * 1000;
    const ended = shown === undefined ? undefined : afterRehearsal(shown, over || stop.aborted);
    const rehearsal = shown === undefined ? {} : { rehearsal: shown };
    if (ended !== undefined)
      return {
        attempt: { did, run: null, record: null, gpus: plan.gpus, ...rehearsal, ...ended },
        objective,
      };
    // Whoever serves last-good reaches it by its path; the record's files are the owner's.
    mkdirSync(dirname(run.folder), { recursive: true });
    mkdirSync(run.folder, { recursive: true, mode: 0o711 });
    writeMembership(run.folder, {
      schemaVersion: 1,
      series: spec.file.name,
      night: request.night,
      attempt: request.number,
      sequence: nextSequence(request.members),
      chain: found.chain,
      ...(found.resumedFrom === undefined ? {} : { resumedFrom: found.resumedFrom }),
      ...(found.startedFrom === undefined ? {} : { startedFrom: found.startedFrom }),
      fingerprint: found.fingerprint,
      objective,
    });
    writeEntries(run.folder, found.entries);
    request.onNote(...leases.notes);
    const stops = deadlineStops(request.deadline, request.reserveSeconds, io);
    const begun = io.monotonic();
    const start =
      plan.nodes === undefined
        ? {}
        : { start: (await import('../run/in-job.ts')).startInJob(seriesContainer(spec, io), io) };
    const launch = { ...run, stops, reporter: await runReporter(io), ...start };
    const { ending, record } = await execute(launch, { ...io, cwd: spec.base });
    await writeRunReport(run.folder, io.now());
    return {
      attempt: {
        did,
        run: record.id,
        record: run.folder,
        outcome: ending.outcome,
        exitCode: ending.exitCode,
        step: ending.step,
        seconds: Math.round((io.monotonic() - begun) / 1000),
        gpus: plan.gpus,
        ...rehearsal,
        ...(await lossesOf(run.folder)),
        ...(found.resumedFrom === undefined ? {} : { resumedFrom: found.resumedFrom }),
        ...(ending.findings[0] === undefined ? {} : { reason: ending.findings[0].message }),
        ...causeOf(ending.findings[0]),
      },
      objective,
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { attempt } = refused(error.exitCode, error.message, causeOfFailure(error));
    return { attempt: { ...attempt, run: plan.id, record: run.folder }, objective };
  } finally {
    leases.release();
  }
}
