/** The launch itself: write the record, start the engine, watch it to its end. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { startLocal } from '../executors/local.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Report } from '../findings/finding.ts';
import type { Io } from '../io.ts';
import type { Prepared } from '../plan/prepare.ts';
import { copyEntryScripts, linkFolder } from '../plan/stage.ts';
import type { HostFacts } from '../preflight/facts.ts';
import { endingText } from '../report/ending.ts';
import { reportText } from '../report/findings.ts';
import { progressReporter } from '../report/progress.ts';
import { painter } from '../report/style.ts';
import { finishRun } from './conclude.ts';
import { type RunFiles, runFiles, toText, writeAtomically } from './files.ts';
import { lockOutput } from './lock.ts';
import { processName, type RunRecord, writeRecord } from './record.ts';
import { type StopSource, stopRequests } from './stop-requests.ts';
import { recordEvent, supervise } from './supervise.ts';
import { watchRun } from './watch.ts';

/** Writes what the engine will read, and what was known before the start. */
export function stage(prepared: Prepared, files: RunFiles, report: Report, facts: HostFacts): void {
  mkdirSync(files.folder, { recursive: true });
  copyEntryScripts(files.folder);
  writeAtomically(files.config, prepared.plan.config);
  writeAtomically(files.plan, toText(prepared.plan));
  writeAtomically(files.findings, toText(report));
  writeAtomically(files.host, toText(facts));
  linkFolder(files.folder, prepared.safeFolder);
}

/** A run as it ended. */
export type Finished = ReturnType<typeof finishRun>;

/**
 * Starts a prepared run and supervises it to its end. `stops` asks for a stop beside the signals, for example at a deadline.
 * Throws Failure if it cannot be started.
 */
export async function execute(
  prepared: Prepared,
  report: Report,
  facts: HostFacts,
  io: Io,
  folder: string,
  stops?: StopSource,
): Promise<Finished> {
  const { plan } = prepared;
  const files = runFiles(folder);
  let release = () => {};
  try {
    if (prepared.outputRoot !== folder) release = lockOutput(prepared.outputRoot, plan.id, io.now());
    stage(prepared, files, report, facts);
    writeFileSync(files.log, '');
    writeFileSync(files.events, '');
  } catch (error) {
    release();
    if (error instanceof Failure) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    throw new Failure(
      ExitCode.disk,
      `cannot write the run's folder ${folder}: ${(error as Error).message}`,
      code === 'ENOSPC'
        ? 'free some space; nothing was started'
        : 'choose another --runs-dir or --output; nothing was started',
      { cause: error },
    );
  }
  const reporter = await progressReporter(io);
  try {
    if (report.findings.length > 0) io.stderr.write(reportText(report, painter(io, io.stderr)));
    io.stderr.write(
      `run ${plan.id}: ${plan.gpus} GPU(s)${plan.plannedSteps === undefined ? '' : `, ${plan.plannedSteps} steps`}, record in ${folder}\n`,
    );
    const requests = stopRequests(io, stops);
    let record: RunRecord = {
      schemaVersion: 1,
      id: plan.id,
      preset: plan.preset,
      status: 'running',
      step: plan.plannedSteps === undefined ? {} : { planned: plan.plannedSteps },
      startedAt: new Date(io.now()).toISOString(),
      engine: plan.engine,
      supervisor: processName(process.pid),
      findings: report.findings,
    };
    writeRecord(files, record);
    let engine: Awaited<ReturnType<typeof startLocal>>;
    try {
      engine = await startLocal(plan, files.log, io.env);
    } catch (error) {
      requests.release();
      writeRecord(files, {
        ...record,
        status: 'ended',
        outcome: 'host',
        exitCode: ExitCode.host,
        endedAt: new Date(io.now()).toISOString(),
      });
      throw new Failure(
        ExitCode.host,
        `${plan.argv[0]} could not be started: ${(error as Error).message}`,
        'run `cookbook-run doctor`',
        { cause: error },
      );
    }
    record = { ...record, launcher: processName(engine.pid) };
    try {
      writeRecord(files, record);
    } catch {
      // The disk has just filled up: the engine runs, and must not be left alone. The record says already who watches it.
    }
    recordEvent(files, { kind: 'started', pid: engine.pid });
    const watch = watchRun(files);
    const supervised = await supervise({
      plan,
      files,
      watch,
      exited: engine.exited,
      onProgress: (progress) => reporter.update(progress),
      onNote: (text) => reporter.note(text),
      onStopRequest: requests.subscribe,
      monotonic: io.monotonic,
    });
    requests.release();
    reporter.stop();
    return finishRun(plan, files, watch, supervised, record, report.findings, io.now());
  } finally {
    reporter.stop();
    release();
  }
}

/** Starts a prepared run, supervises it to its end and prints the ending. Throws Failure if it cannot be started. */
export async function launch(
  prepared: Prepared,
  report: Report,
  facts: HostFacts,
  options: { readonly json?: boolean },
  io: Io,
  folder: string,
): Promise<ExitCode> {
  const { ending, record } = await execute(prepared, report, facts, io, folder);
  if (options.json === true) {
    io.stdout.write(
      toText({
        schemaVersion: 1,
        run: record.id,
        record: folder,
        outcome: ending.outcome,
        exitCode: ending.exitCode,
        step: ending.step,
        findings: record.findings,
      }),
    );
  } else {
    io.stdout.write(endingText(ending, record, folder, [], painter(io, io.stdout)));
  }
  return ending.exitCode;
}
