/** `runs follow | stop`: also of runs whose cookbook-run was killed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { adapterOf } from '../engine/registry.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { OUTCOMES } from '../findings/outcome.ts';
import type { Io } from '../io.ts';
import { endingAnswer } from '../report/ending.ts';
import { progressReporter } from '../report/progress.ts';
import { painter } from '../report/style.ts';
import { askSupervisor, checkOwner } from '../run/ask-supervisor.ts';
import { codeOf } from '../run/conclude.ts';
import type { StopRequest } from '../run/course.ts';
import { takeOver as seeToItsEnd } from '../run/execute.ts';
import { findRun, isSupervised, type RunState, readPlan, readRecord, runsFolder } from '../run/record.ts';
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
    const plan = readPlan(state.files);
    const watch = watchRun(state.files, await adapterOf(plan).runtime());
    let detached = false;
    const release = io.onSignal(() => {
      detached = true;
    });
    while (
      !detached &&
      readRecord(state.files)?.status === 'running' &&
      isSupervised(state.files, state.record)
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
    if (options.json === true) await runsShow(state.record.id, options, io);
    return ExitCode.ok;
  }
  if (!state.supervised) {
    const stop: readonly StopRequest[] = Array.from({ length: options.now === true ? 2 : 1 }, () => ({
      requested: 'SIGTERM',
    }));
    await takeOver(state, io, options, stop);
    return ExitCode.ok;
  }
  await askSupervisor(state, options.now === true);
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
  checkOwner(state);
  const reporter = { ...(await progressReporter(io)), staged: () => {} };
  const finished = await seeToItsEnd(state, reporter, io, stop);
  io.stdout.write(endingAnswer(finished, state.files.folder, options.json === true, painter(io, io.stdout)));
  return codeOf(finished);
}

async function printEnded(state: RunState, io: Io, options: RunsOptions): Promise<ExitCode> {
  await runsShow(state.record.id, options, io);
  return (state.record.exitCode as ExitCode | undefined) ?? OUTCOMES[state.record.outcome ?? 'failed'];
}
