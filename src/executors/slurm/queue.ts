/** What is asked of Slurm: to take a job, to say how it stands, to end it, to queue it again. Accounting is not assumed. */
import { spawnSync } from 'node:child_process';
import { ExitCode } from '../../findings/exit-code.ts';
import { Failure } from '../../findings/failure.ts';

/** A job, named so that it means one job for ever: ids count per cluster, and a job that is queued again keeps its own. */
export interface Job {
  readonly id: string;
  readonly cluster: string;
  /** How often it had been queued again when this part of it ran. */
  readonly restarts: number;
}

/** How a job stands, as Slurm tells it. */
export interface JobState {
  readonly state: string;
  /** Why it waits, or why it ended. */
  readonly reason?: string;
  readonly restarts: number;
  /** `code:signal` of its batch script. */
  readonly exitCode?: string;
  readonly nodes?: string;
  readonly start?: string;
  /** When it was over, as this host reads the clock. */
  readonly end?: string;
  /** Where the words of its batch script go, and Slurm's about its end. */
  readonly log?: string;
}

/** What a command of Slurm said. */
interface Said {
  readonly ok: boolean;
  readonly text: string;
  readonly why: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Slurm that does not answer must not hold up a list of runs. */
const PATIENCE_MS = 10_000;

function ask(program: string, args: readonly string[], env: Environment): Said {
  const done = spawnSync(program, [...args], {
    env: env as NodeJS.ProcessEnv,
    encoding: 'utf8',
    timeout: PATIENCE_MS,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const missing = (done.error as NodeJS.ErrnoException | undefined)?.code;
  const why =
    missing === 'ENOENT'
      ? `${program} is not on PATH`
      : missing === 'ETIMEDOUT'
        ? `${program} did not answer within ${PATIENCE_MS / 1000} s`
        : missing !== undefined && done.status === null && done.signal === null
          ? `${program} could not be run (${missing})`
          : (done.stderr ?? '').trim().split('\n').at(-1) ||
            `${program} ended with ${done.status ?? done.signal}`;
  return { ok: done.status === 0, text: done.stdout ?? '', why };
}

/** A word of `scontrol -o show`: none of those that are read here holds a blank. */
const word = (text: string, key: string): string | undefined => {
  const found = new RegExp(`(?:^|\\s)${key}=(\\S*)`).exec(text)?.[1];
  return found === undefined || found === '' || found === '(null)' || found === 'None' || found === 'Unknown'
    ? undefined
    : found;
};

/** The name of the cluster that answers here. */
function clusterHere(env: Environment): string | undefined {
  const inside = env['SLURM_CLUSTER_NAME'];
  if (inside !== undefined && inside !== '') return inside;
  const said = ask('scontrol', ['show', 'config'], env);
  return /^ClusterName\s*=\s*(\S+)/m.exec(said.text)?.[1];
}

/** How the job of a run stands; `gone` where Slurm knows no such job of this run any more, a sentence where nobody could say. */
export function jobState(
  job: Job,
  run: string,
  env: Environment,
): JobState | 'gone' | { readonly why: string } {
  const here = clusterHere(env);
  if (here === undefined) return { why: 'Slurm does not answer here' };
  if (here !== job.cluster)
    return { why: `job ${job.id} is of the cluster ${job.cluster}, and this is ${here}` };
  const said = ask('scontrol', ['--oneliner', 'show', 'job', job.id], env);
  if (!said.ok) return /[Ii]nvalid job id/.test(said.why) ? 'gone' : { why: said.why };
  // Ids begin anew when a cluster is set up again: name, script and log of a job of ours hold the run's id.
  // A night's job is its run's by the comment alone, and once it is queued again its next part starts a run of its own.
  const restarts = Number(word(said.text, 'Restarts') ?? 0);
  const owned = said.text.replace(` Comment=${run}`, '').includes(run);
  if (!owned && (word(said.text, 'Comment') !== run || restarts > job.restarts)) return 'gone';
  const reason = word(said.text, 'Reason');
  const exitCode = word(said.text, 'ExitCode');
  const nodes = word(said.text, 'NodeList');
  const start = word(said.text, 'StartTime');
  const end = word(said.text, 'EndTime');
  const log = word(said.text, 'StdErr');
  return {
    state: word(said.text, 'JobState') ?? 'UNKNOWN',
    restarts,
    ...(reason === undefined ? {} : { reason }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(nodes === undefined ? {} : { nodes }),
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    ...(log === undefined ? {} : { log }),
  };
}

/** The newest job of a name, of one whose id nobody wrote down; a sentence where Slurm does not answer. */
export function jobNamed(name: string, env: Environment): Job | { readonly why: string } | undefined {
  const said = ask('squeue', ['--noheader', '--states=all', `--name=${name}`, '--format=%A'], env);
  if (!said.ok) return { why: said.why };
  const ids = said.text.split('\n').flatMap((line) => (/^\d+$/.test(line.trim()) ? [Number(line)] : []));
  if (ids.length === 0) return undefined;
  return { id: String(Math.max(...ids)), cluster: clusterHere(env) ?? '', restarts: 0 };
}

const WAITING = /^(PENDING|REQUEUE|SPECIAL_EXIT|RESV_DEL_HOLD)/;
const OVER =
  /^(BOOT_FAIL|CANCELLED|COMPLETED|DEADLINE|FAILED|LAUNCH_FAILED|NODE_FAIL|OUT_OF_MEMORY|PREEMPTED|RECONFIG_FAIL|REVOKED|TIMEOUT)/;

/** Whether a job waits, lives or is over; a state that only a newer Slurm has is no end. */
export function stageOf({ state }: Pick<JobState, 'state'>): 'pending' | 'running' | 'over' {
  return WAITING.test(state) ? 'pending' : OVER.test(state) ? 'over' : 'running';
}

/** Hands in a batch script; returns the job's id. Throws Failure 69 with Slurm's own words. */
export function submit(script: string, env: Environment): Job {
  const said = ask('sbatch', ['--parsable', script], env);
  const [, id, cluster] = /^(\d+)(?:;(\S+))?\s*$/m.exec(said.text) ?? [];
  if (!said.ok || id === undefined)
    throw new Failure(
      ExitCode.host,
      `the job was not taken: ${said.why}`,
      said.why.endsWith('is not on PATH')
        ? 'submit from a login node of the cluster; nothing was submitted'
        : '`sinfo` shows partitions, limits and nodes; nothing was submitted',
    );
  return { id, cluster: cluster ?? clusterHere(env) ?? '', restarts: 0 };
}

/** Writes a run's id into the job of a night, by which others know that the job is that run's; a cluster may forbid it. */
export function markJob(job: Job, run: string, env: Environment): void {
  ask('scontrol', ['update', `JobId=${job.id}`, `Comment=${run}`], env);
}

/** Signals the batch script only, which is the cookbook-run inside of the job; returns why not. */
export function signalBatch(job: Job, signal: 'TERM' | 'USR1', env: Environment): string | undefined {
  const said = ask('scancel', ['--batch', `--signal=${signal}`, job.id], env);
  return said.ok ? undefined : said.why;
}

/** Ends the job at once; returns why not. */
export function cancel(job: Job, env: Environment): string | undefined {
  const said = ask('scancel', [job.id], env);
  return said.ok ? undefined : said.why;
}

/** Queues the job again; returns why not. */
export function requeue(job: Job, env: Environment): string | undefined {
  const said = ask('scontrol', ['requeue', job.id], env);
  return said.ok ? undefined : said.why;
}

/** The names of the nodes in Slurm's short form, in its order. Throws Failure 69. */
export function nodeNames(list: string, env: Environment): readonly string[] {
  const said = ask('scontrol', ['show', 'hostnames', list], env);
  if (said.ok) return said.text.split('\n').filter((name) => name !== '');
  throw new Failure(ExitCode.host, `the nodes of the job are not known: ${said.why}`);
}

/** The address at which the other nodes reach one; its name where Slurm does not say. */
export function addressOf(node: string, env: Environment): string {
  return word(ask('scontrol', ['--oneliner', 'show', 'node', node], env).text, 'NodeAddr') ?? node;
}
