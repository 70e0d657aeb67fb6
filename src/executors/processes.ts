/** Finds and signals every process of a run through /proc: by its tag in the environment, and redis by its port. */
import { readdirSync, readFileSync } from 'node:fs';

/** The variable that tags every process of a run. */
export const RUN_TAG = 'COOKBOOK_RUN_ID';

/** One process of a run. */
export interface RunProcess {
  readonly pid: number;
  readonly command: string;
  /** True for the training workers that torchrun started. */
  readonly worker: boolean;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // the process ended meanwhile, or belongs to someone else
  }
}

function isZombie(pid: number): boolean {
  const stat = read(`/proc/${pid}/stat`);
  return stat === undefined || /\) [ZX] /.test(stat);
}

/**
 * Every live process tagged with `id`, and the redis-server on one of `redisPorts`: redis rewrites its title over its own
 * environ and re-parents to init, so that only its title `redis-server 0.0.0.0:PORT` tells (seen on GPUs with 0.4.7).
 */
export function processesOf(id: string, redisPorts: readonly number[]): readonly RunProcess[] {
  const tag = `${RUN_TAG}=${id}`;
  const found: RunProcess[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const pid = Number(name);
    if (pid === process.pid) continue;
    const command = (read(`/proc/${name}/cmdline`) ?? '').replaceAll('\0', ' ').trim();
    const redis = /redis-server\S* \S*:(\d+)/.exec(command);
    const isOurRedis = redis !== null && redisPorts.includes(Number(redis[1]));
    const environ = isOurRedis ? [] : (read(`/proc/${name}/environ`) ?? '').split('\0');
    if (!isOurRedis && !environ.includes(tag)) continue;
    if (isZombie(pid)) continue;
    found.push({ pid, command, worker: environ.some((entry) => entry.startsWith('LOCAL_RANK=')) });
  }
  return found;
}

/** Whether a process with this id lives and is not a zombie. */
export function isAlive(pid: number): boolean {
  return read(`/proc/${pid}/stat`) !== undefined && !isZombie(pid);
}

/** Ticks since boot at which the process started: together with the boot id it names a process for ever. */
export function startTimeOf(pid: number): string | undefined {
  const stat = read(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

/** The id of this boot of the machine; an empty text where the kernel does not tell. */
export function bootId(): string {
  return (read('/proc/sys/kernel/random/boot_id') ?? '').trim();
}

/** Sends a signal to each process; those that are gone are passed over. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // already gone
    }
  }
}
