/** The run record, run.json: how a run stands or ended. Terminal states never change. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bootId, isAlive, processesOf, startTimeOf } from '../executors/processes.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Finding } from '../findings/finding.ts';
import { nearest } from '../findings/nearest.ts';
import type { Outcome, StepCount } from '../findings/outcome.ts';
import type { LaunchPlan } from '../plan/launch-plan.ts';
import { type RunFiles, runFiles, toText, writeAtomically } from './files.ts';

export interface ProcessName {
  readonly pid: number;
  /** Start time in clock ticks since boot: a reused pid is another process. */
  readonly startTime?: string;
  readonly bootId: string;
}

export interface RunRecord {
  readonly schemaVersion: 1;
  readonly id: string;
  readonly preset: string;
  readonly status: 'running' | 'ended';
  readonly outcome?: Outcome;
  readonly exitCode?: number;
  /** Exit code of cosmos-rl itself; a signal is negative. */
  readonly engineExit?: number | null;
  readonly step: StepCount;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly engine: string;
  /** The name of the engine; absent in records of before there were several. */
  readonly engineName?: string;
  /** The launcher, and the cookbook-run that watches it. */
  readonly launcher?: ProcessName;
  readonly supervisor: ProcessName;
  readonly findings: readonly Finding[];
  /** A name that the user gave. */
  readonly name?: string;
  /** The run that this one goes on from. */
  readonly resumedFrom?: string;
  /** Indices of the GPUs it was given. */
  readonly gpus?: readonly number[];
  /** The parts of a good end, each shown or missing. */
  readonly proofs?: readonly { readonly name: string; readonly ok: boolean; readonly why?: string }[];
  /** What a server or `transformers` loads: the whole model, or an adapter to its base. */
  readonly model?: {
    readonly path: string;
    readonly kind: 'whole' | 'adapter';
    readonly bytes?: number;
    readonly dtype?: string;
  };
  /** Where training can go on from. */
  readonly checkpoint?: { readonly path: string; readonly step: number; readonly bytes?: number };
  /** Processes that could not be stopped. */
  readonly left?: readonly { readonly pid: number; readonly command: string }[];
}

/** The name of a process of this machine. */
export function processName(pid: number): ProcessName {
  const startTime = startTimeOf(pid);
  return { pid, bootId: bootId(), ...(startTime === undefined ? {} : { startTime }) };
}

/** Whether that very process still lives. */
export function stillLives(name: ProcessName): boolean {
  return (
    name.bootId === bootId() &&
    isAlive(name.pid) &&
    (name.startTime === undefined || startTimeOf(name.pid) === name.startTime)
  );
}

/** Writes the record, unless an ending already stands there. */
export function writeRecord(files: RunFiles, record: RunRecord): void {
  const old = existsSync(files.record) ? readRecord(files) : undefined;
  if (old?.status === 'ended') return;
  writeAtomically(files.record, toText(record));
}

/** Reads a record; `undefined` if there is none. Throws Failure 65 if it is not JSON. */
export function readRecord(files: RunFiles): RunRecord | undefined {
  return readJson(files.record) as RunRecord | undefined;
}

/** The plan of a run; throws Failure 66 if it is missing. */
export function readPlan(files: RunFiles): LaunchPlan {
  const plan = readJson(files.plan) as LaunchPlan | undefined;
  if (plan === undefined)
    throw new Failure(ExitCode.input, `${files.plan} is missing`, 'the run folder is incomplete');
  return plan;
}

function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Failure(ExitCode.input, `cannot read ${path}: ${(error as Error).message}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Failure(
      ExitCode.data,
      `${path} is not valid JSON: ${(error as Error).message}`,
      'the file was changed or cut by something else',
      { cause: error },
    );
  }
}

/** How a run stands now: its record, and whether engine and supervisor really live. */
export interface RunState {
  readonly record: RunRecord;
  readonly files: RunFiles;
  /** `running` with a live engine; `abandoned` if the record says running but nothing lives. */
  readonly standing: Outcome;
  readonly supervised: boolean;
}

/** The state of one run folder, or `undefined` if it holds no record. */
export function stateOf(files: RunFiles): RunState | undefined {
  const record = readRecord(files);
  if (record === undefined) return undefined;
  if (record.status === 'ended')
    return { record, files, standing: record.outcome ?? 'failed', supervised: false };
  const engineLives = processesOf(record.id, []).length > 0;
  const supervised = stillLives(record.supervisor);
  return { record, files, standing: engineLives || supervised ? 'running' : 'abandoned', supervised };
}

/** The folder that holds run records: `--runs-dir`, COOKBOOK_RUNS_DIR, or ./runs. */
export function runsFolder(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
  flag?: string,
): string {
  return resolve(cwd, flag ?? env['COOKBOOK_RUNS_DIR'] ?? 'runs');
}

const started = (state: RunState) => Date.parse(state.record.startedAt) || 0;

/** Every run in the folder, oldest first; a record that cannot be read is passed to `onBroken`. */
export function listRuns(
  folder: string,
  onBroken: (path: string, reason: string) => void,
): readonly RunState[] {
  if (!existsSync(folder)) return [];
  const states: RunState[] = [];
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) continue;
    try {
      const state = stateOf(runFiles(path));
      if (state !== undefined) states.push(state);
    } catch (error) {
      onBroken(path, (error as Error).message);
    }
  }
  // An id tells the second only, and its end is random.
  return states.sort((a, b) => started(a) - started(b));
}

/** The run called `id`, or the newest one for `last`; throws Failure 66. */
export function findRun(folder: string, id: string): RunState {
  const states = listRuns(folder, () => {});
  const found = id === 'last' ? states.at(-1) : states.find((state) => state.record.id === id);
  if (found !== undefined) return found;
  const near = nearest(
    id,
    states.map((state) => state.record.id),
  );
  throw new Failure(
    ExitCode.input,
    `there is no run \`${id}\` in ${folder}`,
    near === undefined
      ? 'see `cookbook-run runs ls`, or name the folder with --runs-dir'
      : `did you mean \`${near}\`?`,
  );
}
