/** Inside of the job of a run: starts the engine on its nodes, sees it through, and queues the job again where the run goes on. */
import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { getValue, splitKey } from '../config/value.ts';
import type { Runtime, StopReason } from '../engine/engine.ts';
import { adapterOf } from '../engine/registry.ts';
import { startModelOf } from '../engine/start-model.ts';
import type { HandleAddress } from '../executors/executor.ts';
import { processName } from '../executors/process-name.ts';
import { jobInside, meaningInside, nodesInside } from '../executors/slurm/inside.ts';
import { cancel, type Job, requeue } from '../executors/slurm/queue.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { OUTCOMES, outcomeOf } from '../findings/outcome.ts';
import type { Io } from '../io.ts';
import { readConfigFile } from '../plan/config-file.ts';
import type { LaunchPlan } from '../plan/launch-plan.ts';
import { contextIn } from './artefacts.ts';
import { type JobAttempt, nextPlan } from './attempts.ts';
import type { Finished } from './conclude.ts';
import { seeThrough } from './execute.ts';
import { PRIVATE, type RunFiles, recordEvent, runFiles } from './files.ts';
import { readJobFile } from './job-file.ts';
import { keepRecord, refugeOf } from './keep-record.ts';
import { isSupervised, readPlan, readRecord, writeRecord } from './record.ts';
import type { RunReporter } from './reporter.ts';
import type { RunRecord } from './run-record.ts';
import { isQueuedAgain, settleFor, unseen } from './settle.ts';
import { type StopRequests, stopRequests } from './stop-requests.ts';
import { isStopWished } from './stop-wish.ts';

/** The record as the job finds it: of the submission, of an earlier attempt, or a new one where the script was handed in by hand. */
function recordBefore(files: RunFiles, plan: ReturnType<typeof readPlan>, now: number): RunRecord {
  return (
    readRecord(files) ?? {
      schemaVersion: 1,
      id: plan.id,
      preset: plan.preset,
      status: 'running',
      step: plan.plannedSteps === undefined ? {} : { planned: plan.plannedSteps },
      startedAt: new Date(now).toISOString(),
      engine: plan.engine,
      ...(plan.engineName === undefined ? {} : { engineName: plan.engineName }),
      supervisor: processName(process.pid),
      findings: [],
    }
  );
}

/** Why another job of the same run must not begin now. */
function assertAlone({ where, id, ...record }: RunRecord, files: RunFiles, job: Job): void {
  const other = where?.job;
  if (other === undefined || where?.nodes === undefined) return;
  const same = other.id === job.id && other.cluster === job.cluster;
  // A restart of this very job has the place of its earlier part, whatever that left behind.
  if (same && other.restarts !== job.restarts) return;
  if (!isSupervised(files, { ...record, id } as RunRecord)) return;
  throw new Failure(
    ExitCode.retry,
    `run ${id} is executed by job ${other.id} of ${other.cluster}`,
    `scancel ${other.id}, or wait for its end; nothing was started`,
  );
}

/** Ends a run that is not begun another time. */
function notAgain(
  record: RunRecord,
  earlier: readonly JobAttempt[],
  outcome: 'retryable' | 'terminated',
  files: RunFiles,
  now: number,
): ExitCode {
  const ended: RunRecord = {
    ...record,
    status: 'ended',
    outcome,
    exitCode: OUTCOMES[outcome],
    endedAt: new Date(now).toISOString(),
    ...(earlier.length === 0 ? {} : { attempts: earlier }),
  };
  writeRecord(files, ended);
  return OUTCOMES[outcome];
}

/** The files that the attempt writes to, empty. */
export function openFiles(files: RunFiles): void {
  mkdirSync(files.logs, { recursive: true, mode: PRIVATE.folder });
  writeFileSync(files.log, '', { mode: PRIVATE.file });
  writeFileSync(files.logNodes, '', { mode: PRIVATE.file });
}

/** What a container must show under its own name. */
export function pathsInside(plan: LaunchPlan, files: RunFiles): readonly string[] {
  const { dataset } = contextIn(files);
  const { table } = readConfigFile(files.config, files.folder);
  const { keys } = adapterOf(plan);
  const models = [startModelOf(table, keys), getValue(table, splitKey(keys.model))];
  return [files.folder, plan.outputDir, plan.script, dataset?.root, ...new Set(models)].filter(
    (path): path is string => typeof path === 'string' && path.startsWith('/'),
  );
}

/** What the command prints, and returns. */
interface Attended {
  readonly finished?: Finished;
  readonly code: ExitCode;
  readonly says?: string;
}

/** Queues the job again unless Slurm has done so already; where it will not, the run ends here. */
function queueAgain(finished: Finished, job: Job, files: RunFiles, io: Io): Attended {
  const { record, ending } = finished;
  const already = isQueuedAgain(job, record.id, io);
  const why = already ? undefined : requeue(job, io.env);
  if (why === undefined) {
    recordEvent(files, {
      kind: 'requeued',
      job: job.id,
      restarts: job.restarts + 1,
      by: already ? 'slurm' : 'cookbook-run',
    });
    return {
      finished,
      code: ExitCode.retry,
      says: 'the job is queued again, and goes on from its newest whole checkpoint',
    };
  }
  const ended: RunRecord = {
    ...record,
    status: 'ended',
    outcome: ending.outcome,
    exitCode: ending.exitCode,
    endedAt: new Date(io.now()).toISOString(),
  };
  writeRecord(files, ended);
  return {
    finished: { ...finished, record: ended },
    code: ending.exitCode,
    says: `the job could not be queued again: ${why}`,
  };
}

/** Sees the run of a folder through, as the batch script of its job. Throws Failure where it cannot be begun. */
export async function attend(folder: string, reporter: RunReporter, io: Io): Promise<Attended> {
  if (!existsSync(folder))
    throw new Failure(
      ExitCode.input,
      `there is no ${folder} on this node`,
      'the run folder must lie on a filesystem that every node shares',
    );
  const files = runFiles(realpathSync(folder));
  const job = jobInside(io.env);
  const requests = stopRequests(io);
  const before = recordBefore(files, readPlan(files), io.now());
  if (before.status === 'ended')
    return {
      code: (before.exitCode ?? ExitCode.bug) as ExitCode,
      says: `run ${before.id} has already ended: ${before.outcome}`,
    };
  assertAlone(before, files, job);
  try {
    return await begun(files, before, job, requests, reporter, io);
  } catch (error) {
    // What nobody sees through must not look as if it went on.
    const code = error instanceof Failure ? error.exitCode : ExitCode.bug;
    const endedAt = new Date(io.now()).toISOString();
    const ended: RunRecord = {
      ...(readRecord(files) ?? before),
      status: 'ended',
      outcome: outcomeOf(code),
      exitCode: code,
      endedAt,
    };
    keepRecord(files, ended, refugeOf(io.env));
    throw error;
  }
}

/** One attempt, from its plan to its end. */
async function begun(
  files: RunFiles,
  before: RunRecord,
  job: Job,
  requests: StopRequests,
  reporter: RunReporter,
  io: Io,
): Promise<Attended> {
  const { maxRequeues, job: _, ...extra } = readJobFile(files);
  const earlier = (before.attempts ?? []).map((attempt) => unseen(attempt, io.now()));
  const { id } = before;
  if (isStopWished(files))
    return {
      code: notAgain(before, earlier, 'terminated', files, io.now()),
      says: `run ${id} was to be stopped, and is not begun${earlier.length === 0 ? '' : ' again'}`,
    };
  if (earlier.length > maxRequeues)
    return {
      code: notAgain(before, earlier, 'retryable', files, io.now()),
      says: `run ${id} was begun ${earlier.length} times, and --max-requeues is ${maxRequeues}`,
    };
  const { nodes, address } = nodesInside(io.env);
  const adapter = adapterOf(before);
  const planning = await adapter.planning();
  const runtime: Runtime = await adapter.runtime();
  const { plan, from } = await nextPlan(files, readPlan(files), planning, adapter, earlier);
  if (plan.roles === undefined || nodes.length !== plan.nodes)
    throw new Failure(
      ExitCode.config,
      `run ${plan.id} is planned for ${plan.nodes ?? 0} nodes, and the job has ${nodes.length}`,
      'submit job.sh as it is',
    );
  const where: HandleAddress = { executor: 'slurm', run: plan.id, address, job, nodes };
  const attempt: JobAttempt = {
    job,
    nodes,
    startedAt: new Date(io.now()).toISOString(),
    outputDir: plan.outputDir,
    ...(from === undefined ? {} : { from: from.step }),
  };
  const record: RunRecord = {
    ...before,
    where,
    supervisor: processName(process.pid),
    attempts: [...earlier, attempt],
  };
  openFiles(files);
  writeRecord(files, record);
  recordEvent(files, { kind: 'started', ...where, ...(from === undefined ? {} : { from: from.path }) });
  if (from !== undefined) reporter.note(`goes on from step ${from.step}`);
  const { startSteps } = await import('../executors/slurm/steps.ts');
  const bySlurm = meaningInside(job, plan.id, io.env);
  const meaning = (requested: StopReason) => (isStopWished(files) ? 'SIGTERM' : bySlurm(requested));
  const handle = startSteps(
    plan,
    { where, nodes, attempt: earlier.length, meaning, paths: pathsInside(plan, files), ...extra },
    { log: files.log, env: io.env, logs: files.logs, index: files.logNodes },
  );
  const further = earlier.length > 0;
  const settle = settleFor({ record, attempt, earlier }, maxRequeues, files, io);
  const finished = await seeThrough(
    { plan, files, record, runtime, handle, reporter, requests, further, settle },
    io,
  );
  if (finished.record.status === 'running') return queueAgain(finished, job, files, io);
  // Slurm queues a job again for a lost node whatever was asked of the run.
  if (isStopWished(files) && isQueuedAgain(job, plan.id, io)) cancel(job, io.env);
  return { finished, code: finished.ending.exitCode };
}
