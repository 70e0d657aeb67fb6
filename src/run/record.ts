/** The run record, run.json: how a run stands or ended. Terminal states never change. */
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { liveRuns } from '../executors/members.ts';
import { processName, stillLives } from '../executors/process-name.ts';
import type { JobState } from '../executors/slurm/queue.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Report } from '../findings/finding.ts';
import { nearest } from '../findings/nearest.ts';
import type { Outcome } from '../findings/outcome.ts';
import type { Io } from '../io.ts';
import { readText } from '../json/read.ts';
import { jsonText } from '../json/text.ts';
import { statusOf } from '../path-status.ts';
import type { LaunchPlan } from '../plan/launch-plan.ts';
import { PRIVATE, type RunFiles, runFiles, signAge, writeAtomically } from './files.ts';
import { standingOfJob } from './job-standing.ts';
import { LAST, lastName } from './last-link.ts';
import { type Parsed, parsePlan, parseRecord } from './parse-record.ts';
import { privateRun } from './private-record.ts';
import type { RunRecord } from './run-record.ts';
import { whereOf } from './where.ts';

/** The record of a run that begins now, supervised by this process. */
export function recordAtStart(plan: LaunchPlan, { findings }: Report, io: Pick<Io, 'now'>): RunRecord {
  return {
    schemaVersion: 1,
    id: plan.id,
    preset: plan.preset,
    status: 'running',
    step: plan.plannedSteps === undefined ? {} : { planned: plan.plannedSteps },
    startedAt: new Date(io.now()).toISOString(),
    engine: plan.engine,
    ...(plan.engineName === undefined ? {} : { engineName: plan.engineName }),
    supervisor: processName(process.pid),
    findings,
  };
}

/** Writes the record, unless an ending already stands there. */
export function writeRecord(files: RunFiles, record: RunRecord): void {
  const old = parseRecord(readPlainText(files.record) ?? '');
  if (old.ok && old.value.status === 'ended') return;
  writeAtomically(files.record, jsonText(record), PRIVATE.file);
}

/** Reads a record; `undefined` if there is none. Throws Failure 65 if it is not one. */
export function readRecord(files: RunFiles): RunRecord | undefined {
  const text = readPlainText(files.record);
  return text === undefined ? undefined : checked(files.record, parseRecord(text));
}

/** The plan of a run; throws Failure 66 if it is missing, 65 if it is not one. */
export function readPlan(files: RunFiles): LaunchPlan {
  const text = readPlainText(files.plan);
  if (text === undefined)
    throw new Failure(ExitCode.input, `${files.plan} is missing`, 'the run folder is incomplete');
  const plan = checked(files.plan, parsePlan(text));
  return { ...plan, outputDir: outputIn(files.folder, plan.outputDir) };
}

/** Where the output of a run lies: beside its record, also after both were moved or copied together to another place. */
function outputIn(folder: string, outputDir: string): string {
  const name = `/${basename(folder)}/`;
  const at = outputDir.lastIndexOf(name);
  const own = at < 0 ? outputDir : join(folder, outputDir.slice(at + name.length));
  return existsSync(own) ? own : outputDir;
}

/** A record of a thousand findings has a megabyte; beyond this it is no record of ours. */
const LARGEST = 64 * 1024 * 1024;

function readPlainText(path: string): string | undefined {
  const read = readText(path, LARGEST);
  if (typeof read === 'string') return read;
  if (read.problem === 'missing') return undefined;
  throw new Failure(ExitCode.input, `cannot read ${path}: ${read.why}`);
}

function checked<T>(path: string, parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new Failure(
    ExitCode.data,
    `${path}: ${parsed.why}`,
    'something else has cut or changed it, or another version made it',
  );
}

/** How a run stands now: its record, and whether engine and supervisor really live. */
export interface RunState {
  readonly record: RunRecord;
  readonly files: RunFiles;
  /** `running` with a live engine; `abandoned` if the record says running but nothing lives. */
  readonly standing: Outcome;
  readonly supervised: boolean;
  /** How its job stands, of a run on a cluster that has not ended. */
  readonly job?: JobState | { readonly why: string };
}

/** Whether nothing of the run goes on or is still to come: only then may it be removed, or gone on from. */
export function isOver({ standing }: RunState): boolean {
  return standing !== 'running' && standing !== 'pending';
}

/** In words, that it is not over. */
export function goesOn({ record, standing }: RunState): string {
  return `run ${record.id} ${standing === 'pending' ? 'waits in the queue of its cluster' : 'is running'}`;
}

/** Whether the cookbook-run that watches it lives. */
export function isSupervised(files: RunFiles, record: RunRecord): boolean {
  return stillLives(record.supervisor, () => signAge(files.record));
}

/** The state of one run folder, or `undefined` if it holds no record; `living` are the runs with a live process. */
export function stateOf(files: RunFiles, living: () => ReadonlySet<string> = liveRuns): RunState | undefined {
  const record = readRecord(files);
  if (record === undefined) return undefined;
  if (record.status === 'ended')
    return { record, files, standing: record.outcome ?? 'failed', supervised: false };
  if (record.where?.executor === 'slurm')
    return {
      files,
      ...standingOfJob<RunRecord>(files, record, {
        isSupervised: () => isSupervised(files, record),
        reread: () => readRecord(files) ?? record,
        write: (ended) => writeRecord(files, ended),
      }),
    };
  const supervised = isSupervised(files, record);
  // The environment of another user's process cannot be read, but whether its launcher lives can.
  const launcher = whereOf(record).process;
  const lives = supervised || (launcher !== undefined && stillLives(launcher)) || living().has(record.id);
  return { record, files, standing: lives ? 'running' : 'abandoned', supervised };
}

/** The folder that holds run records: `--runs-dir`, COOKBOOK_RUNS_DIR, or ./runs. */
export function runsFolder(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
  flag?: string,
): string {
  return resolve(cwd, flag ?? env['COOKBOOK_RUNS_DIR'] ?? 'runs');
}

/**
 * Every run in the folder, oldest first; a record that cannot be read is passed to `onBroken`. Of thousands, `kept` is what is kept
 * of each: to hold all that was found in them takes longer than to read it.
 */
export function listRuns<Kept = RunState>(
  folder: string,
  onBroken: (path: string, reason: string) => void,
  kept: (state: RunState) => Kept = (state) => state as Kept,
): readonly Kept[] {
  if (!existsSync(folder)) return [];
  if (statusOf(folder)?.isDirectory() !== true)
    throw new Failure(
      ExitCode.input,
      `${folder} is no folder, so there are no runs in it`,
      'name the folder that holds them with --runs-dir',
    );
  const runs: Array<{ readonly at: number; readonly id: string; readonly kept: Kept }> = [];
  let found: ReadonlySet<string> | undefined;
  const living = () => {
    found ??= liveRuns();
    return found;
  };
  const base = join(folder, '/');
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === LAST && entry.isSymbolicLink()) continue;
    const path = base + entry.name;
    let state: RunState | undefined;
    try {
      state = stateOf(runFiles(path), living);
    } catch (error) {
      onBroken(path, (error as Error).message);
    }
    if (state === undefined) continue;
    const { id, startedAt } = state.record;
    runs.push({ at: Date.parse(startedAt) || 0, id, kept: kept(state) });
  }
  // An id tells the second only, and its end is random.
  return runs.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)).map((run) => run.kept);
}

const lastPart = (id: string) => id.slice(id.lastIndexOf('-') + 1);

/** Runs that `word` may mean: an id, a name, or a beginning of an id or of its last part. */
function meant(states: readonly RunState[], word: string): readonly RunState[] {
  const exact = states.filter(({ record }) => record.id === word || lastPart(record.id) === word);
  if (exact.length > 0) return exact;
  const named = states.filter(({ record }) => record.name === word);
  // Of several runs of one name the newest is meant.
  if (named.length > 0) return named.slice(-1);
  return states.filter(({ record }) => record.id.startsWith(word) || lastPart(record.id).startsWith(word));
}

/**
 * The newest run: the one that the link beside them names, since clocks are set back; without a link by when they began. Throws Failure
 * 65 where the record of a newer one is ours and cannot be read: who asks to stop or remove the last run does not mean another one.
 */
function newestOf(
  folder: string,
  states: readonly RunState[],
  unread: ReadonlyMap<string, string>,
): RunState | undefined {
  const pointed = lastName(folder);
  const named = states.find(({ files }) => basename(files.folder) === pointed);
  if (named !== undefined) return named;
  const latest = states.at(-1);
  const newer = [...unread.keys()].filter(
    (path) => latest === undefined || basename(path) > basename(latest.files.folder),
  );
  const [path] = pointed === undefined ? newer : [join(folder, pointed)];
  if (path !== undefined && statusOf(path)?.uid === process.getuid?.())
    throw new Failure(
      ExitCode.data,
      `the newest run is ${basename(path)}, and ${unread.get(path) ?? `${join(path, 'run.json')} is missing`}`,
      'name another run by its id: `cookbook-run runs ls`; nothing was changed',
    );
  return latest;
}

/** The run that `word` names: `last`, an id, a unique beginning of it or of its last part, a name, or a folder. Throws Failure 66, 69 or 2. */
export function findRun(folder: string, word: string): RunState {
  const path = resolve(word);
  if (word.includes('/') && existsSync(path)) {
    const state = stateOf(runFiles(realpathSync(path)));
    if (state !== undefined) return state;
  }
  const unread = new Map<string, string>();
  const states = listRuns(folder, (path, why) => unread.set(path, why));
  const newest = word === LAST ? newestOf(folder, states, unread) : undefined;
  if (newest !== undefined) return newest;
  const found = meant(states, word);
  const [run, ...others] = found;
  if (run !== undefined && others.length === 0) return run;
  if (run !== undefined)
    throw new Failure(
      ExitCode.usage,
      `\`${word}\` may be ${found.map(({ record }) => record.id).join(', ')}`,
      'write more of it',
    );
  const foreign = privateRun([...unread.keys()], word);
  if (foreign !== undefined) throw foreign;
  if (word === LAST && unread.size === 0)
    throw new Failure(
      ExitCode.input,
      `there are no runs in ${folder}`,
      'name the folder that holds them with --runs-dir',
    );
  const near = nearest(
    word,
    states.flatMap(({ record }) => [record.id, ...(record.name === undefined ? [] : [record.name])]),
  );
  throw new Failure(
    ExitCode.input,
    `there is no run \`${word}\` in ${folder}`,
    near === undefined
      ? 'see `cookbook-run runs ls`, or name the folder with --runs-dir'
      : `did you mean \`${near}\`?`,
  );
}
