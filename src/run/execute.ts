/** One execution from its start, or from where somebody left it, to its recorded end: launch, supervise, conclude. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Runtime } from '../engine/engine.ts';
import type { RunEvent } from '../engine/events.ts';
import { adapterOf } from '../engine/registry.ts';
import type { Handle } from '../executors/executor.ts';
import { processName } from '../executors/process-name.ts';
import { attach, executorNamed } from '../executors/registry.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Report } from '../findings/finding.ts';
import type { HostFacts } from '../host/facts.ts';
import type { Io } from '../io.ts';
import { jsonText } from '../json/text.ts';
import { gpusOf } from '../plan/gpu-choice.ts';
import type { LaunchPlan } from '../plan/launch-plan.ts';
import type { Prepared } from '../plan/prepare.ts';
import type { RunContext } from '../plan/run-context.ts';
import { copyEntryScripts, linkFolder } from '../plan/stage.ts';
import { conclude, type Finished, type Settle } from './conclude.ts';
import type { StopRequest } from './course.ts';
import { PRIVATE, type RunFiles, recordEvent, runFiles, writeAtomically } from './files.ts';
import { keepCheckpoints } from './keep-checkpoints.ts';
import { refugeOf } from './keep-record.ts';
import { pointLast } from './last-link.ts';
import { lockOutput } from './lock.ts';
import { nodeInIndex } from './log-nodes.ts';
import { keepMetrics } from './metrics/keep.ts';
import { type RunState, readPlan, recordAtStart, writeRecord } from './record.ts';
import type { RunReporter } from './reporter.ts';
import type { RunRecord } from './run-record.ts';
import { type StopRequests, type StopSource, stopRequests } from './stop-requests.ts';
import { type Supervised, supervise } from './supervise.ts';
import { watchRun } from './watch.ts';
import { whereIn } from './where.ts';

/** Writes what the engine will read, and what was known before the start. */
export function stage(
  prepared: Prepared,
  files: RunFiles,
  report: Report,
  facts: HostFacts,
  context: RunContext = {},
): void {
  mkdirSync(dirname(files.folder), { recursive: true });
  // That of a night is there already, and open enough for last-good to be reached.
  mkdirSync(files.folder, { recursive: true, mode: PRIVATE.folder });
  copyEntryScripts(files.folder);
  const keep = (path: string, text: string) => writeAtomically(path, text, PRIVATE.file);
  keep(files.config, prepared.plan.config);
  keep(files.plan, jsonText(prepared.plan));
  keep(files.findings, jsonText(report));
  keep(files.host, jsonText(facts));
  keep(files.context, jsonText(context));
  linkFolder(files.folder, prepared.safeFolder);
}

/** A run of which something is to be seen through to its end. */
interface Execution {
  readonly plan: LaunchPlan;
  readonly files: RunFiles;
  readonly record: RunRecord;
  readonly runtime: Runtime;
  readonly handle: Handle;
  readonly reporter: RunReporter;
  readonly requests: StopRequests;
  /** A further attempt, whose log begins anew while its metrics go on. */
  readonly further?: boolean;
  /** What is recorded of an ending that is not the run's. */
  readonly settle?: Settle;
}

/** Supervises to the end and records it. A run of which nothing lives any more is judged as it lies. */
export async function seeThrough(one: Execution, io: Io): Promise<Finished> {
  const { plan, files, record, runtime, handle, reporter, requests } = one;
  const metrics = keepMetrics(files.metrics, () => io.now(), plan.stop.notFinite, one.further !== true);
  const keeper = keepCheckpoints({ plan, files, runtime, note: reporter.note });
  const heard = (event: RunEvent) => {
    metrics.take(event);
    keeper.take(event);
  };
  const watch = watchRun(files, runtime, heard, handle.output);
  let supervised: Supervised = { left: [] };
  let fate: ReturnType<NonNullable<Handle['fate']>> | undefined;
  if (handle.wait() === undefined && (await handle.alive()).length === 0) {
    watch.finish();
    metrics.flush();
    fate = handle.fate?.();
    if (fate?.stop !== undefined) supervised = { left: [], stop: { requested: fate.stop } };
  } else {
    supervised = await supervise({
      plan,
      files,
      runtime,
      handle,
      watch,
      metrics,
      reporter,
      onStopRequest: requests.subscribe,
      monotonic: io.monotonic,
    });
  }
  await keeper.settled();
  requests.release();
  reporter.stop();
  const { stop } = supervised;
  if (stop !== undefined && handle.meaning !== undefined)
    supervised = { ...supervised, stop: { requested: handle.meaning(stop.requested) } };
  const before = record.findings;
  const refuge = refugeOf(io.env);
  const { settle } = one;
  const finished = conclude({
    plan,
    files,
    watch,
    supervised,
    record,
    before,
    now: io.now(),
    refuge,
    place: {
      ends: handle.ends ?? [],
      nodeOf: (line) => (handle.nodeOf === undefined ? nodeInIndex(files, line) : handle.nodeOf(line)),
      ...(fate === undefined ? {} : { unseen: fate.words }),
    },
    ...(settle === undefined ? {} : { settle }),
  });
  if (finished.lost !== undefined) {
    const { why, kept } = finished.lost;
    reporter.note(`the record could not be written: ${why}${kept === undefined ? '' : `; it is in ${kept}`}`);
  }
  return finished;
}

/** A prepared run that is to be started. */
export interface Launch {
  readonly prepared: Prepared;
  readonly report: Report;
  readonly facts: HostFacts;
  /** What reports show of before the launch. */
  readonly context?: RunContext;
  /** A name that the user gave. */
  readonly name?: string;
  /** The run that this one goes on from. */
  readonly resumedFrom?: string;
  /** Whether `last` beside the folder points to this run. */
  readonly last?: boolean;
  /** The folder of the run's record. */
  readonly folder: string;
  readonly reporter: RunReporter;
  /** Asks for a stop beside the signals, for example at a deadline. */
  readonly stops?: StopSource;
  /** Starts the engine elsewhere than on this host alone. */
  start?(plan: LaunchPlan, files: RunFiles): Promise<Handle>;
}

function cannotWrite(folder: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new Failure(
    ExitCode.disk,
    `cannot write the run's folder ${folder}: ${message}`,
    code === 'ENOSPC'
      ? 'free some space; nothing was started'
      : 'choose another --runs-dir or --output; nothing was started',
    { cause: error },
  );
}

/** Starts a prepared run and sees it through to its end. Throws Failure if it cannot be started. */
export async function execute(launch: Launch, io: Io): Promise<Finished> {
  const { prepared, report, facts, folder, reporter } = launch;
  const { plan } = prepared;
  const files = runFiles(folder);
  let release = () => {};
  const requests = stopRequests(io, launch.stops);
  try {
    const runtime = await adapterOf(plan).runtime();
    const executor = await executorNamed('local');
    const gpus = gpusOf(plan, facts);
    const starting: RunRecord = {
      ...recordAtStart(plan, report, io),
      ...(launch.name === undefined ? {} : { name: launch.name }),
      ...(launch.resumedFrom === undefined ? {} : { resumedFrom: launch.resumedFrom }),
      ...(gpus.length === 0 ? {} : { gpus }),
    };
    try {
      if (prepared.outputRoot !== folder) release = lockOutput(prepared.outputRoot, plan.id, io.now());
      stage(prepared, files, report, facts, launch.context);
      writeFileSync(files.log, '', { mode: PRIVATE.file });
      writeFileSync(files.events, '', { mode: PRIVATE.file });
      writeRecord(files, starting);
      if (launch.last === true) pointLast(folder);
    } catch (error) {
      throw cannotWrite(folder, error);
    }
    reporter.staged(plan, folder, report, gpus);
    let handle: Handle;
    try {
      handle =
        launch.start === undefined
          ? await executor.start(plan, { log: files.log, env: io.env })
          : await launch.start(plan, files);
    } catch (error) {
      const endedAt = new Date(io.now()).toISOString();
      const { host } = ExitCode;
      writeRecord(files, { ...starting, status: 'ended', outcome: 'host', exitCode: host, endedAt });
      throw new Failure(
        host,
        `${plan.argv[0]} could not be started: ${(error as Error).message}`,
        'run `cookbook-run doctor`',
        { cause: error },
      );
    }
    const record: RunRecord = { ...starting, where: handle.where };
    try {
      writeRecord(files, record);
    } catch {
      // The disk has just filled up: the engine runs, and must not be left alone. The record says already who watches it.
    }
    recordEvent(files, { kind: 'started', ...handle.where });
    return await seeThrough({ plan, files, record, runtime, handle, reporter, requests }, io);
  } finally {
    requests.release();
    reporter.stop();
    release();
  }
}

/** Sees a run through whose cookbook-run is gone, and writes its ending; `stop` is asked for at once. */
export async function takeOver(
  state: RunState,
  reporter: RunReporter,
  io: Io,
  stop: readonly StopRequest[] = [],
): Promise<Finished> {
  const { files } = state;
  const plan = readPlan(files);
  const record: RunRecord = { ...state.record, supervisor: processName(process.pid) };
  const runtime = await adapterOf(plan).runtime();
  const handle = await attach(whereIn(files, record));
  const requests = stopRequests(io, (handler) => {
    for (const request of stop) handler(request);
    return () => {};
  });
  try {
    return await seeThrough({ plan, files, record, runtime, handle, reporter, requests }, io);
  } finally {
    requests.release();
    reporter.stop();
  }
}
