/** Asks the cookbook-run that watches a run to stop it, and waits until it has. */
import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalAll } from '../executors/members.ts';
import { commandPrint, placeOfName } from '../executors/process-name.ts';
import { ownerOf } from '../executors/process-table.ts';
import { attach } from '../executors/registry.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { isSupervised, type RunState, readRecord } from './record.ts';
import { whereIn } from './where.ts';

const BETWEEN_MS = 500;
const LOOK_MS = 250;
/** A supervisor that was asked to hurry and does not is taken the run from. */
const HURRY_MS = 10_000;

const ownerOfRun = ({ folder }: RunState['files']) => statSync(folder).uid;

/** Throws Failure 69 for a run of another user: neither its processes nor its record are ours to touch. */
export function checkOwner({ record, files }: RunState): void {
  const owner = ownerOfRun(files);
  const us = process.getuid?.();
  if (us === undefined || us === 0 || owner === us) return;
  throw new Failure(
    ExitCode.host,
    `run ${record.id} belongs to another user (uid ${owner}), and only that user or root can stop it or write its ending`,
    'ask for it to be stopped; nothing was changed',
  );
}

/** Signals the supervisor itself, proved by pid, start time, boot and namespace; one that is suspended is woken. */
async function signal({ record, files }: RunState, again: boolean): Promise<void> {
  const where = whereIn(files, record);
  // In a job it is reached through the scheduler, from any host of the cluster.
  if (where.job !== undefined) return (await attach(where)).signal(again ? 'SIGKILL' : 'SIGTERM');
  const { supervisor } = record;
  if (placeOfName(supervisor) !== 'here')
    throw new Failure(
      ExitCode.host,
      `run ${record.id} is watched from another container or host (${supervisor.host ?? 'unknown'})`,
      'stop it there; nothing was changed',
    );
  // A record is text: root may be asked to stop the run of another user, and a pid and a time are quickly written.
  if (ownerOf(supervisor.pid) !== ownerOfRun(files) || commandPrint(supervisor.pid) !== supervisor.command)
    throw new Failure(
      ExitCode.host,
      `process ${supervisor.pid}, which the record of run ${record.id} names, is not proved to be the cookbook-run that watches it`,
      `look at it (\`ps -fp ${supervisor.pid}\`), and press Ctrl-C where it runs; nothing was changed`,
    );
  signalAll([supervisor.pid], 'SIGTERM');
  signalAll([supervisor.pid], 'SIGCONT');
}

/** Resolves once the run has ended or nobody watches it any more. `now` does not wait for a checkpoint. */
export async function askSupervisor(state: RunState, now: boolean, hurryMs = HURRY_MS): Promise<void> {
  checkOwner(state);
  const watched = () =>
    readRecord(state.files)?.status === 'running' && isSupervised(state.files, state.record);
  for (let turn = 0; turn < (now ? 2 : 1) && watched(); turn += 1) {
    await signal(state, turn > 0);
    await sleep(BETWEEN_MS);
  }
  const until = performance.now() + hurryMs;
  while (watched()) {
    if (now && performance.now() > until && state.record.where?.job === undefined)
      signalAll([state.record.supervisor.pid], 'SIGKILL');
    await sleep(LOOK_MS);
  }
}
