/** `runs follow | stop`: also of runs whose cookbook-run was killed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { adapterOf } from '../engine/registry.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { OUTCOMES } from '../findings/outcome.ts';
import type { Io, StopSignal } from '../io.ts';
import { endingAnswer } from '../report/ending.ts';
import { waitingText } from '../report/job.ts';
import { progressReporter } from '../report/progress.ts';
import { painter } from '../report/style.ts';
import { askSupervisor, checkOwner } from '../run/ask-supervisor.ts';
import { codeOf } from '../run/conclude.ts';
import type { StopRequest } from '../run/course.ts';
import { takeOver as seeToItsEnd } from '../run/execute.ts';
import { codeOfSignal } from '../run/interruption.ts';
import {
  findRun,
  isSupervised,
  type RunState,
  readPlan,
  readRecord,
  runsFolder,
  stateOf,
} from '../run/record.ts';
import type { RunRecord } from '../run/run-record.ts';
import { wishStop } from '../run/stop-wish.ts';
import { watchRun } from '../run/watch.ts';
import { runsShow } from './runs-show.ts';

interface RunsOptions {
  readonly json?: boolean;
  readonly runsDir?: string;
  readonly now?: boolean;
}

/** Shows what a supervised run does, until it ends, nobody supervises it any more, or we are told to look away. */
async function watched(
  state: RunState,
  reporter: Awaited<ReturnType<typeof progressReporter>>,
  away: () => boolean,
): Promise<void> {
  const plan = readPlan(state.files);
  const watch = watchRun(state.files, await adapterOf(plan).runtime());
  const attempts = (record: RunRecord | undefined) => record?.attempts?.length;
  for (;;) {
    const record = readRecord(state.files);
    if (away() || record?.status !== 'running' || attempts(record) !== attempts(state.record)) return;
    if (!isSupervised(state.files, record)) return;
    const left = watch.poll();
    reporter.update(watch.progress(plan));
    await sleep(left > 0 ? 0 : 500);
  }
}

/** How often Slurm is asked for a job that waits. */
const ASK_MS = 3000;

/** Shows a run until it ends. If nobody supervises it any more, this does, and writes its ending. */
export async function runsFollow(id: string, options: RunsOptions, io: Io): Promise<ExitCode> {
  let state = findRun(runsFolder(io.cwd, io.env, options.runsDir), id);
  if (state.record.status === 'ended') return printEnded(state, io, options);
  const ofCluster = state.record.where?.executor === 'slurm';
  let detached: StopSignal | undefined;
  const release = io.onSignal((signal) => {
    detached ??= signal;
  });
  const reporter = await progressReporter(io);
  let said = '';
  try {
    while (state.record.status !== 'ended' && detached === undefined) {
      if (state.supervised) await watched(state, reporter, () => detached !== undefined);
      else if (!ofCluster || state.standing === 'abandoned') break;
      else {
        const text = waitingText(state) ?? 'the job begins';
        if (text !== said) reporter.note(text);
        said = text;
        for (let slept = 0; slept < ASK_MS && detached === undefined; slept += 250) await sleep(250);
      }
      state = stateOf(state.files) ?? state;
    }
  } finally {
    reporter.stop();
    release();
  }
  if (state.record.status === 'ended') return printEnded(state, io, options);
  if (detached === undefined) return takeOver(state, io, options);
  io.stderr.write('the run goes on; stop it with `cookbook-run runs stop`\n');
  if (options.json === true) await runsShow(state.files.folder, options, io);
  // Never 0, which says of a run that it has succeeded.
  return codeOfSignal(detached);
}

/** Stops a run: with a checkpoint where the engine can make one, or at once with --now. */
export async function runsStop(id: string, options: RunsOptions, io: Io): Promise<ExitCode> {
  const state = findRun(runsFolder(io.cwd, io.env, options.runsDir), id);
  if (state.record.status === 'ended') {
    io.stderr.write(`run ${state.record.id} has already ended: ${state.record.outcome}\n`);
    if (options.json === true) await runsShow(state.record.id, options, io);
    return ExitCode.ok;
  }
  checkOwner(state);
  if (state.record.where?.executor === 'slurm') wishStop(state.files);
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
  await runsShow(state.files.folder, options, io);
  return (state.record.exitCode as ExitCode | undefined) ?? OUTCOMES[state.record.outcome ?? 'failed'];
}
