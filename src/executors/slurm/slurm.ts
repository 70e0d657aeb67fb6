/** A run's job as it is seen from anywhere else on the cluster: whether it lives, and how it is ended. */
import type { StopReason } from '../../engine/engine.ts';
import { ExitCode } from '../../findings/exit-code.ts';
import { Failure } from '../../findings/failure.ts';
import type { Executor, Handle, HandleAddress } from '../executor.ts';
import { cancel, type Job, type JobState, jobState, signalBatch, stageOf } from './queue.ts';

/** Ends that are no failure of the run: taken back by somebody, or by Slurm for reasons of its own. */
const STOPS: ReadonlyArray<readonly [state: string, stop: StopReason]> = [
  ['CANCELLED', 'SIGTERM'],
  ['TIMEOUT', 'deadline'],
  ['DEADLINE', 'deadline'],
  ['PREEMPTED', 'SIGUSR1'],
  ['NODE_FAIL', 'SIGUSR1'],
  ['BOOT_FAIL', 'SIGUSR1'],
];

/** Whether an end in this state is a stop, and which one. */
export const stopIn = ({ state }: Pick<JobState, 'state'>): StopReason | undefined =>
  STOPS.find(([word]) => state.startsWith(word))?.[1];

/** What Slurm says of a job, as a clause. */
export const slurmSays = ({ id, cluster }: Job, { state, exitCode }: JobState): string =>
  `Slurm says of job ${id} of ${cluster}: ${state}${exitCode === undefined ? '' : `, exit code ${exitCode}`}`;

/** A handle of a job; what it signals is the cookbook-run inside of it, or all of it. */
function handleOf(where: HandleAddress, env: Readonly<Record<string, string | undefined>>): Handle {
  const { job, run } = where;
  return {
    where,
    address: where.address,
    async alive() {
      if (job === undefined) return [];
      const now = jobState(job, run, env);
      if (now === 'gone' || ('state' in now && stageOf(now) === 'over')) return [];
      const words = 'state' in now ? `Slurm job ${job.id} (${now.state})` : `Slurm job ${job.id}: ${now.why}`;
      return [{ pid: 0, command: words, worker: false }];
    },
    async signal(signal) {
      if (job === undefined) return;
      const now = jobState(job, run, env);
      // Nobody is in a job that waits: it is taken back.
      const whole =
        signal === 'SIGKILL' || (typeof now === 'object' && 'state' in now && stageOf(now) === 'pending');
      const why = whole ? cancel(job, env) : signalBatch(job, 'TERM', env);
      if (why !== undefined && (await this.alive()).length > 0)
        throw new Failure(ExitCode.host, `job ${job.id} could not be signalled: ${why}`);
    },
    fate() {
      if (job === undefined) return { words: 'Slurm knows no job of this run' };
      const now = jobState(job, run, env);
      if (now === 'gone')
        return { words: `Slurm knows no part of job ${job.id} of ${job.cluster} that is this run's` };
      if ('why' in now) return { words: now.why };
      const stop = stopIn(now);
      return { words: slurmSays(job, now), ...(stop === undefined ? {} : { stop }) };
    },
    signalWorkers: async () => 0,
    wait: () => undefined,
  };
}

/** A cluster under Slurm. Its runs are submitted (`run/submit.ts`) and supervised inside of their job (`run/attend.ts`). */
export const SLURM: Executor = {
  name: 'slurm',
  start: () => {
    throw new Failure(ExitCode.bug, 'a job is submitted, not started');
  },
  attach: (where) => handleOf(where, process.env),
};
