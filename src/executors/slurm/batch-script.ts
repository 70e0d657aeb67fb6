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

/** Lines for sbatch from options, those without a value left out. */
function sbatchLines(
  given: ReadonlyArray<readonly [option: string, value: string | undefined]>,
  more: readonly string[],
): string {
  const valued = given.flatMap(([option, value]) =>
    value === undefined ? [] : [`--${option}=${quoted(value)}`],
  );
  return [...valued, ...more].map((option) => `#SBATCH ${option}`).join('\n');
}

/** A whole node: without --mem a site's default for one CPU would end the run. */
const WHOLE = ['--exclusive', '--mem=0', '--requeue'];

function directives(job: JobRequest): string {
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
  return sbatchLines(given, [...WHOLE, ...(job.sbatch ?? [])]);
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
    directives: directives(job),
    setup: nodeSetup(job),
    program: job.program.map(shellWord).join(' '),
    folder: shellWord(job.folder),
  };
  return filledIn('job.sh', parts);
}

function filledIn(name: string, parts: Readonly<Record<string, string>>): string {
  return readFileSync(join(templatesFolder(), 'slurm', name), 'utf8')
    .replace(/\{\{(\w+)\}\}/g, (_, part: string) => parts[part] ?? '')
    .replace(/\n{3,}/g, '\n\n');
}

/** What a job of one night asks for beside what a run's does. */
interface NightRequest extends Omit<JobRequest, 'run' | 'folder' | 'signalSeconds' | 'container'> {
  readonly series: string;
  /** Absolute path of the series' file, and of the script itself. */
  readonly file: string;
  readonly script: string;
  /** When Slurm may start it, and when the night must be over: seconds since 1970. */
  readonly begin?: number;
  readonly end?: number;
  /** Seconds below which a night is not worth a start. */
  readonly reserve: number;
}

/** Local time as sbatch reads it. */
function moment(seconds: number): string {
  const at = new Date(seconds * 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** Seconds before Slurm's limit, which lies behind the night's own deadline, at which it asks for an end all the same. */
const NIGHT_SIGNAL = 300;

/** The script of one night: the same cookbook-run inside of a job, one at a time on the whole cluster. */
export function nightScript(night: NightRequest): string {
  const { series, begin, end, reserve } = night;
  const left = [
    `left=$((${end} - $(date +%s)))`,
    `if [ "$left" -le ${Math.ceil(reserve)} ]; then echo 'no time is left for this night'; exit 75; fi`,
  ];
  return filledIn('night.sh', {
    series,
    script: shellWord(night.script),
    directives: sbatchLines(
      [
        ['job-name', `cookbook-run-night-${series}`],
        ['dependency', 'singleton'],
        ['begin', begin === undefined ? undefined : moment(begin)],
        ['partition', night.partition],
        ['account', night.account],
        ['qos', night.qos],
        ['time', night.time],
        ['nodes', String(night.nodes)],
        ['ntasks-per-node', '1'],
        ['gres', `${night.gres ?? 'gpu'}:${night.gpusPerNode}`],
        ['signal', `B:USR1@${NIGHT_SIGNAL}`],
        ['output', `${pattern(night.script.replace(/\.sh$/, ''))}-%j.log`],
        ['open-mode', 'append'],
      ],
      [...WHOLE, ...(night.sbatch ?? [])],
    ),
    setup: nodeSetup(night),
    left: end === undefined ? '' : left.join('\n'),
    program: night.program.map(shellWord).join(' '),
    file: shellWord(night.file),
    for: end === undefined ? '' : ' --for "$left"s',
  });
}
