/** `runs follow | stop`: also of runs whose cookbook-run was killed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ExitCode } from '../findings/exit-code.ts';
import { OUTCOMES } from '../findings/outcome.ts';
import type { Io } from '../io.ts';
import { endingText } from '../report/ending.ts';
import { progressReporter } from '../report/progress.ts';
import { painter } from '../report/style.ts';
import { finishRun } from '../run/conclude.ts';
import { toText } from '../run/files.ts';
import {
  findRun,
  processName,
  type RunState,
  readPlan,
  readRecord,
  runsFolder,
  stillLives,
} from '../run/record.ts';
import { stopRequests } from '../run/stop-requests.ts';
import { type StopRequest, supervise } from '../run/supervise.ts';
import { watchRun } from '../run/watch.ts';
import { runsShow } from './runs-show.ts';

export interface RunsOptions {
  readonly json?: boolean;
  readonly runsDir?: string;
  readonly now?: boolean;
}

/** Shows a run until it ends. If nobody supervises it any more, this does, and writes its ending. */
export async function runsFollow(id: string, options: RunsOptions, io: Io): Promise<ExitCode> {
  const state = findRun(runsFolder(io.cwd, io.env, options.runsDir), id);
  if (state.record.status === 'ended') return printEnded(state, io, options);
  if (state.supervised) {
    const reporter = await progressReporter(io);
    const watch = watchRun(state.files);
    const plan = readPlan(state.files);
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
    await printEnded(after, io, options);
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
  const plan = readPlan(state.files);
  const record = { ...state.record, supervisor: processName(process.pid) };
  const watch = watchRun(state.files);
  watch.poll();
  const reporter = await progressReporter(io);
  const requests = stopRequests(io);
  const supervised = await supervise({
    plan,
    files: state.files,
    watch,
    onProgress: (progress) => reporter.update(progress),
    onNote: (text) => reporter.note(text),
    onStopRequest: (handler) => {
      for (const request of stop) handler(request);
      return requests.subscribe(handler);
    },
    monotonic: io.monotonic,
  });
  requests.release();
  reporter.stop();
  const done = finishRun(plan, state.files, watch, supervised, record, record.findings, io.now());
  if (options.json === true)
    io.stdout.write(
      toText({
        schemaVersion: 1,
        run: record.id,
        record: state.files.folder,
        outcome: done.ending.outcome,
        exitCode: done.ending.exitCode,
        step: done.ending.step,
        findings: done.record.findings,
      }),
    );
  else io.stdout.write(endingText(done.ending, done.record, state.files.folder, [], painter(io, io.stdout)));
  return done.ending.exitCode;
}

async function printEnded(state: RunState, io: Io, options: RunsOptions): Promise<ExitCode> {
  await runsShow(state.record.id, options, io);
  return (state.record.exitCode as ExitCode | undefined) ?? OUTCOMES[state.record.outcome ?? 'failed'];
}
