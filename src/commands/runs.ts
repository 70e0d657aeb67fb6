/** `runs ls | show | follow | stop`: work on the records of runs, also of runs whose cookbook-run was killed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { adapterOf } from '../engine/registry.ts';
import { stillLives } from '../executors/process-name.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { OUTCOMES } from '../findings/outcome.ts';
import type { Io } from '../io.ts';
import { endingAnswer } from '../report/ending.ts';
import { progressReporter } from '../report/progress.ts';
import { painter } from '../report/style.ts';
import { codeOf } from '../run/conclude.ts';
import type { StopRequest } from '../run/course.ts';
import { takeOver as seeToItsEnd } from '../run/execute.ts';
import { toText } from '../run/files.ts';
import { findRun, listRuns, type RunState, readPlan, readRecord, runsFolder } from '../run/record.ts';
import { watchRun } from '../run/watch.ts';

export interface RunsOptions {
  readonly json?: boolean;
  readonly runsDir?: string;
  readonly now?: boolean;
}

/** Prints every run. */
export function runsLs(options: RunsOptions, io: Io): ExitCode {
  const folder = runsFolder(io.cwd, io.env, options.runsDir);
  const states = listRuns(folder, (path, reason) => io.stderr.write(`skipped ${path}: ${reason}\n`));
  if (options.json === true) {
    const runs = states.map(({ record, files, standing }) => ({
      id: record.id,
      status: standing === 'running' || standing === 'abandoned' ? standing : record.status,
      ...(record.outcome === undefined ? {} : { outcome: record.outcome }),
      preset: record.preset,
      startedAt: record.startedAt,
      ...(record.endedAt === undefined ? {} : { endedAt: record.endedAt }),
      step: record.step,
      record: files.folder,
    }));
    io.stdout.write(toText({ schemaVersion: 1, runs }));
    return ExitCode.ok;
  }
  if (states.length === 0) io.stderr.write(`no runs in ${folder}\n`);
  for (const { record, standing } of states) {
    const { last, planned } = record.step;
    const step = planned === undefined && last === undefined ? '' : `${last ?? '?'}/${planned ?? '?'}`;
    io.stdout.write(`${record.id}  ${standing.padEnd(17)}  ${step.padEnd(11)}  ${record.startedAt}\n`);
  }
  return ExitCode.ok;
}

/** Prints one run's record. */
export function runsShow(id: string, options: RunsOptions, io: Io): ExitCode {
  const state = findRun(runsFolder(io.cwd, io.env, options.runsDir), id);
  if (options.json === true) {
    io.stdout.write(toText({ ...state.record, standing: state.standing, record: state.files.folder }));
    return ExitCode.ok;
  }
  const { record } = state;
  const rows: ReadonlyArray<readonly [string, string | undefined]> = [
    ['run', record.id],
    ['preset', record.preset],
    ['status', state.standing],
    [
      'engine',
      `${adapterOf(record).name} ${record.engine}${record.engineExit === undefined ? '' : `, exited ${record.engineExit ?? 'not by itself'}`}`,
    ],
    ['step', `${record.step.last ?? '?'} of ${record.step.planned ?? '?'}`],
    ['started', record.startedAt],
    ['ended', record.endedAt],
    ['record', state.files.folder],
  ];
  for (const [name, value] of rows) if (value !== undefined) io.stdout.write(`${name.padEnd(8)} ${value}\n`);
  for (const finding of record.findings)
    io.stdout.write(`${finding.severity}[${finding.id}]: ${finding.message}\n`);
  return ExitCode.ok;
}

/** Shows a run until it ends. If nobody supervises it any more, this does, and writes its ending. */
export async function runsFollow(id: string, options: RunsOptions, io: Io): Promise<ExitCode> {
  const state = findRun(runsFolder(io.cwd, io.env, options.runsDir), id);
  if (state.record.status === 'ended') return printEnded(state, io, options);
  if (state.supervised) {
    const reporter = await progressReporter(io);
    const plan = readPlan(state.files);
    const watch = watchRun(state.files, await adapterOf(plan).runtime());
    let detached = false;
    const release = io.onSignal(() => {
      detached = true;
    });
    while (
      !detached &&
      readRecord(state.files)?.status === 'running' &&
      stillLives(state.record.supervisor)
    ) {
      watch.poll();
      reporter.update(watch.progress(plan));
      await sleep(500);
    }
    reporter.stop();
    release();
    if (detached) {
      io.stderr.write('the run goes on; stop it with `cookbook-run runs stop`\n');
      return ExitCode.ok;
    }
    const now = findRun(runsFolder(io.cwd, io.env, options.runsDir), state.record.id);
    if (now.record.status === 'ended') return printEnded(now, io, options);
  }
  return takeOver(state, io, options);
}

/** Stops a run: with a checkpoint where the engine can make one, or at once with --now. */
export async function runsStop(id: string, options: RunsOptions, io: Io): Promise<ExitCode> {
  const state = findRun(runsFolder(io.cwd, io.env, options.runsDir), id);
  if (state.record.status === 'ended') {
    io.stderr.write(`run ${state.record.id} has already ended: ${state.record.outcome}\n`);
    return ExitCode.ok;
  }
  if (!state.supervised) {
    const stop: readonly StopRequest[] = Array.from({ length: options.now === true ? 2 : 1 }, () => ({
      requested: 'SIGTERM',
    }));
    await takeOver(state, io, options, stop);
    return ExitCode.ok;
  }
  for (let turn = 0; turn < (options.now === true ? 2 : 1); turn += 1) {
    process.kill(state.record.supervisor.pid, 'SIGTERM');
    await sleep(500);
  }
  while (readRecord(state.files)?.status === 'running' && stillLives(state.record.supervisor))
    await sleep(250);
  const after = findRun(runsFolder(io.cwd, io.env, options.runsDir), state.record.id);
  if (after.record.status === 'ended') {
    printEnded(after, io, options);
    return ExitCode.ok;
  }
  await takeOver(after, io, options, [{ requested: 'SIGTERM' }, { requested: 'SIGTERM' }]);
  return ExitCode.ok;
}

async function takeOver(
  state: RunState,
  io: Io,
  options: RunsOptions,
  stop: readonly StopRequest[] = [],
): Promise<ExitCode> {
  const reporter = { ...(await progressReporter(io)), staged: () => {} };
  const finished = await seeToItsEnd(state, reporter, io, stop);
  io.stdout.write(endingAnswer(finished, state.files.folder, options.json === true, painter(io, io.stdout)));
  return codeOf(finished);
}

function printEnded(state: RunState, io: Io, options: RunsOptions): ExitCode {
  runsShow(state.record.id, options, io);
  return (state.record.exitCode as ExitCode | undefined) ?? OUTCOMES[state.record.outcome ?? 'failed'];
}
