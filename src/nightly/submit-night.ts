/** A night as a job of a cluster: its script in the series' folder, handed in with what makes it the only one. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { nightScript } from '../executors/slurm/batch-script.ts';
import { type Job, submit } from '../executors/slurm/queue.ts';
import type { Io } from '../io.ts';
import { readSite } from '../plan/site-file.ts';
import { PRIVATE, writeAtomically } from '../run/files.ts';
import { thisProgram } from '../run/submit.ts';
import { type Container, containerOf } from '../site/container.ts';
import type { SlurmSite } from '../site/site-schema.ts';
import { limitText } from '../site/slurm-time.ts';
import { durationSeconds, nextTimeOfDay } from './deadline.ts';
import { reserveSeconds } from './reserve.ts';
import type { Spec } from './series-config.ts';
import { placeOf } from './series-paths.ts';
import { membersOf } from './series-run.ts';

/** Behind the night's own deadline, so that Slurm ends nothing that is about to end itself. */
const SLACK_SECONDS = 600;

/** When a night must be over, as flags or file say it. */
interface Until {
  readonly until?: string;
  readonly for?: string;
}

/** Whether this process is to hand the night in: its series lies on a cluster, and this is no job of one. */
export function isForCluster({ file }: Spec, { env }: Pick<Io, 'env'>): boolean {
  return file.slurm !== undefined && env['SLURM_JOB_ID'] === undefined;
}

function siteOf({ file, base }: Spec, { env }: Pick<Io, 'env'>): SlurmSite | undefined {
  return readSite(file.slurm?.site, { cwd: resolve(base), env }).slurm;
}

/** What the programs of a series run in. */
export function seriesContainer(spec: Spec, io: Pick<Io, 'env'>): Container | undefined {
  return containerOf(siteOf(spec, io));
}

/** Begin and end of the next night, in milliseconds since 1970. */
function times({ file }: Spec, until: Until, now: number): { readonly begin: number; readonly end?: number } {
  const begin = file.at === undefined ? now : (nextTimeOfDay(file.at, now) ?? now);
  const long = until.for === undefined ? undefined : durationSeconds(until.for);
  const end =
    long !== undefined
      ? begin + long * 1000
      : until.until === undefined
        ? undefined
        : nextTimeOfDay(until.until, begin);
  return { begin, ...(end === undefined ? {} : { end }) };
}

/** The script of the next night, and where it lies. */
export function scriptOfNight(
  spec: Spec,
  until: Until,
  io: Pick<Io, 'env' | 'now'>,
): { readonly path: string; readonly text: string } {
  const { file, path: own } = spec;
  const place = placeOf(spec);
  const { begin, end } = times(spec, until, io.now());
  const site: Partial<SlurmSite> = siteOf(spec, io) ?? {};
  const { account, qos, gres, modules, environment, sbatch } = site;
  const partition = file.slurm?.partition ?? site.partition;
  const time = end === undefined ? site.time : limitText((end - begin) / 1000 + SLACK_SECONDS);
  const named = { partition, account, qos, gres, modules, environment, sbatch, time };
  const path = join(place.folder, 'night.sh');
  const text = nightScript({
    series: file.name,
    file: own,
    script: path,
    nodes: file.slurm?.nodes ?? 1,
    gpusPerNode: file.gpus ?? 1,
    program: thisProgram(),
    reserve: reserveSeconds(file.save_reserve, membersOf(place, file.name)),
    ...(file.at === undefined ? {} : { begin: Math.floor(begin / 1000) }),
    ...(end === undefined ? {} : { end: Math.floor(end / 1000) }),
    ...Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)),
  });
  return { path, text };
}

/** Hands the next night in. Throws Failure 69 with Slurm's words where it is not taken. */
export function submitNight(spec: Spec, until: Until, io: Io): Job & { readonly script: string } {
  const { path, text } = scriptOfNight(spec, until, io);
  mkdirSync(placeOf(spec).folder, { recursive: true });
  writeAtomically(path, text, PRIVATE.file);
  return { ...submit(path, io.env), script: path };
}
