/** The batch script of a run, rendered from templates/slurm/job.sh: readable, and it runs by hand with plain `sbatch`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shellWord } from '../../findings/shell-word.ts';
import { templatesFolder } from '../../recipe/templates.ts';
import type { Container } from '../../site/container.ts';

/** What a job asks of the cluster; the optional parts are told on the command line or by the site file. */
export interface JobRequest {
  readonly run: string;
  /** The run's folder, on a filesystem that every node shares. */
  readonly folder: string;
  readonly nodes: number;
  readonly gpusPerNode: number;
  /** Seconds before the time limit at which Slurm asks for the checkpoint. */
  readonly signalSeconds: number;
  /** Program and script that are this cookbook-run. */
  readonly program: readonly string[];
  readonly partition?: string;
  readonly account?: string;
  readonly qos?: string;
  readonly time?: string;
  /** Name of the GPU resource, without the count. */
  readonly gres?: string;
  readonly modules?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Further long options of sbatch, as they are. */
  readonly sbatch?: readonly string[];
  /** What the engine's programs run in, on every node; the job itself does not. */
  readonly container?: Container;
}

/** Where the script lies in a run's folder. */
export const scriptPath = (folder: string): string => join(folder, 'job.sh');

/** The name of a run's job; it begins alike for all of ours. */
export const jobName = (run: string): string => `cookbook-run-${run}`;

/** A path in a name pattern of Slurm, where % begins a variable. */
const pattern = (path: string): string => path.replaceAll('%', '%%');

/** The value of an option as sbatch reads it in a script: quoted where a blank would end it. */
const quoted = (value: string): string => (/^[\w@%+=:,./[\]-]+$/.test(value) ? value : JSON.stringify(value));

function directives(job: JobRequest): readonly string[] {
  const given: ReadonlyArray<readonly [option: string, value: string | undefined]> = [
    ['job-name', jobName(job.run)],
    ['partition', job.partition],
    ['account', job.account],
    ['qos', job.qos],
    ['time', job.time],
    ['nodes', String(job.nodes)],
    ['ntasks-per-node', '1'],
    ['gres', `${job.gres ?? 'gpu'}:${job.gpusPerNode}`],
    ['signal', `B:USR1@${job.signalSeconds}`],
    ['output', `${pattern(job.folder)}/slurm-%j.log`],
    ['open-mode', 'append'],
  ];
  return [
    ...given.flatMap(([option, value]) => (value === undefined ? [] : [`--${option}=${quoted(value)}`])),
    '--exclusive',
    // All of the node's memory: without it a site's default for one CPU would end the run.
    '--mem=0',
    '--requeue',
    ...(job.sbatch ?? []),
  ].map((option) => `#SBATCH ${option}`);
}

/** Lines of bash that make a node ready: the site's modules and variables. */
export function nodeSetup({
  modules = [],
  environment = {},
}: Pick<JobRequest, 'modules' | 'environment'>): string {
  const lines = [
    ...(modules.length === 0 ? [] : [`module load ${modules.map(shellWord).join(' ')}`]),
    ...Object.entries(environment).map(([name, value]) => `export ${name}=${shellWord(value)}`),
  ];
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** The script's text. */
export function batchScript(job: JobRequest): string {
  const parts: Readonly<Record<string, string>> = {
    run: job.run,
    script: shellWord(scriptPath(job.folder)),
    directives: directives(job).join('\n'),
    setup: nodeSetup(job),
    program: job.program.map(shellWord).join(' '),
    folder: shellWord(job.folder),
  };
  const template = readFileSync(join(templatesFolder(), 'slurm/job.sh'), 'utf8');
  return template
    .replace(/\{\{(\w+)\}\}/g, (_, name: string) => parts[name] ?? '')
    .replace(/\n{3,}/g, '\n\n');
}
