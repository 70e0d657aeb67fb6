/** What is asked of a job: the flags of the command line, and below them the site file. */
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { readSite } from '../plan/site-file.ts';
import type { JobAsked } from '../run/submit.ts';
import { containerOf } from '../site/container.ts';
import { limitSeconds } from '../site/slurm-time.ts';

/** The flags that are about a job. */
export interface JobFlags {
  readonly partition?: string;
  readonly time?: string;
  readonly maxRequeues?: string;
  /** Waits for the end of the job. */
  readonly wait?: boolean;
  /** A site file in the place of the usual one. */
  readonly site?: string;
}

function assertFlags({ partition, time, maxRequeues }: JobFlags): void {
  const wrong = (message: string, help: string) => new Failure(ExitCode.usage, message, help);
  if (maxRequeues !== undefined && !/^\d{1,4}$/.test(maxRequeues))
    throw wrong(`--max-requeues takes a whole number, not \`${maxRequeues}\``, '--max-requeues 3');
  if (time !== undefined && limitSeconds(time) === undefined)
    throw wrong(`--time takes a limit as sbatch does, not \`${time}\``, '--time 08:00:00, or --time 1-12');
  if (partition !== undefined && !/^[\w.,:@+-]+$/.test(partition))
    throw wrong(`--partition takes a name, not \`${partition}\``, '`sinfo` lists the partitions');
}

/** What the flags and the site file ask of a job; a flag wins. Throws Failure 2, and what a bad site file throws. */
export function jobAsked(flags: JobFlags, io: Pick<Io, 'cwd' | 'env'>): JobAsked {
  assertFlags(flags);
  const { slurm } = readSite(flags.site, io);
  const { account, qos, gres, modules, environment, sbatch } = slurm ?? {};
  const given = {
    partition: flags.partition ?? slurm?.partition,
    time: flags.time ?? slurm?.time,
    container: containerOf(slurm),
    ...{ account, qos, gres, modules, environment, sbatch },
  };
  return {
    maxRequeues: Number(flags.maxRequeues ?? 3),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}
