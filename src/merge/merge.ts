/** One merge from its request to a folder that is proved: decided by headers, made by the engine's Python, looked at again. */
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ModelSurroundings } from '../checkpoint/locate.ts';
import { readCheckpoint } from '../checkpoint/read.ts';
import { gigabytes } from '../findings/amounts.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { systemFailure } from '../findings/system-failure.ts';
import type { Io } from '../io.ts';
import { numberAt, textAt, textsAt } from '../json/object.ts';
import { jsonText } from '../json/text.ts';
import { probeOutput } from '../preflight/probe/folders.ts';
import { writeAtomically } from '../run/files.ts';
import { holder, takeLease } from '../run/lease.ts';
import { runPython } from '../run/python-worker.ts';
import { type LoraAdapter, readAdapter } from './adapter.ts';
import { type Base, otherName, readBase } from './base.ts';
import { type MergePlan, planMerge } from './plan.ts';
import { type SideFiles, sideFiles } from './side-files.ts';
import {
  completeWork,
  finishedIn,
  isThere,
  markedKey,
  mergeKey,
  ORDER,
  occupied,
  openWork,
  publishWork,
} from './work.ts';

/** What to merge, and where to. */
interface MergeRequest {
  /** The folder of the adapter. */
  readonly adapter: string;
  /** Another copy of the base than the adapter names. */
  readonly base?: string;
  /** The folder to make. */
  readonly out: string;
  readonly surroundings: ModelSurroundings;
}

/** A merge as it was decided, before anything is written. */
export interface DecidedMerge {
  readonly out: string;
  readonly key: string;
  readonly adapter: LoraAdapter;
  readonly base: Base;
  readonly plan: MergePlan;
  readonly side: SideFiles;
  readonly bytes: number;
  readonly warnings: readonly string[];
  /** True where OUT is this very merge already. */
  readonly there: boolean;
}

/** What came of it. */
export interface Merged {
  readonly files: number;
  readonly tensors: number;
  /** Files that an earlier try had finished. */
  readonly kept: number;
  /** Tensors whose change is zero. */
  readonly unmoved: readonly string[];
}

/** Bytes beside the weights that a merge writes at most, index and all. */
const MARGIN = 64 * 1024 * 1024;

/** Decides the merge by headers alone. Throws Failure 65, 66, 73 or 78; nothing is written. */
export function prepareMerge(request: MergeRequest): DecidedMerge {
  const adapter = readAdapter(request.adapter);
  const name = request.base ?? adapter.base;
  if (name === undefined)
    throw new Failure(
      ExitCode.input,
      `the adapter in ${adapter.folder} does not say which model it was trained on`,
      'name it with --base',
    );
  const base = readBase(name, request.surroundings);
  const plan = planMerge(adapter, base.checkpoint);
  const side = sideFiles(base.folder, adapter.folder);
  const key = mergeKey(adapter, base, plan);
  const { out } = request;
  const there = isThere(out) && markedKey(out) === key;
  if (isThere(out) && !there) throw occupied(out);
  const weights = Object.keys(plan.files).reduce(
    (sum, file) => sum + statSync(join(base.folder, file)).size,
    0,
  );
  const other = request.base === undefined ? undefined : otherName(adapter.base, base.checkpoint);
  const missing =
    side.missing.length === 0
      ? []
      : [`neither the base nor the adapter has: ${side.missing.join(', ')}; a server may need it`];
  return {
    out,
    key,
    adapter,
    base,
    plan,
    side,
    there,
    bytes: weights + side.bytes,
    warnings: [...(other === undefined ? [] : [other]), ...missing],
  };
}

/** Refuses a disk that has no room for what is still to be written. */
async function checkDisk(prepared: DecidedMerge, written: number, io: Io): Promise<void> {
  const found = await probeOutput(dirname(prepared.out), io.cwd);
  if (!found.ok) throw new Failure(ExitCode.disk, found.reason, 'name another folder with --out');
  const { writable, freeBytes, existingParent } = found.value;
  const needed = prepared.bytes - written + MARGIN;
  if (!writable)
    throw new Failure(ExitCode.disk, `${existingParent} cannot be written`, 'name another folder with --out');
  if (freeBytes < needed)
    throw new Failure(
      ExitCode.disk,
      `${existingParent} has ${gigabytes(freeBytes, 2)} free, and the merged model needs ${gigabytes(needed, 2)}`,
      'free some space, or name a folder on another disk with --out; nothing was written',
    );
}

/** Reads the made folder again, as anybody would. */
function verify(work: string, { base, plan }: DecidedMerge): void {
  const made = readCheckpoint(work);
  const wrong = made.problems.map(({ file, why }) => `${file}: ${why}`);
  for (const [name, { dtype, shape, file }] of base.checkpoint.tensors) {
    const held = made.tensors.get(name);
    if (held?.dtype !== dtype || held?.shape?.join() !== shape?.join() || held?.file !== file)
      wrong.push(`${name} is not as it was in the base`);
  }
  if (made.tensors.size !== base.checkpoint.tensors.size) wrong.push('it has other tensors than the base');
  if (Object.keys(plan.files).length === 0) wrong.push('it has no weights');
  if (wrong.length > 0)
    throw new Failure(
      ExitCode.unverified,
      `the merged model in ${work} is not whole: ${wrong.slice(0, 3).join('; ')}`,
      'look at the disk, remove that folder, and type the same command again',
    );
}

interface Worker {
  readonly python: string;
  readonly work: string;
  readonly files: MergePlan['files'];
  readonly onBytes: (done: number) => void;
}

async function write(
  prepared: DecidedMerge,
  { python, work, files, onBytes }: Worker,
  io: Io,
): Promise<readonly string[]> {
  const order = join(work, ORDER);
  const { adapter, base, plan } = prepared;
  writeAtomically(
    order,
    jsonText({ base: base.folder, adapter: adapter.weights, out: work, scaling: plan.scaling, files }),
  );
  let unmoved: readonly string[] = [];
  const { code, said } = await runPython(
    {
      python,
      script: ['merge', 'merge.py'],
      args: [order],
      cwd: work,
      what: 'the merge',
      onEvent: (event) => {
        onBytes(numberAt(event, 'done') ?? 0);
        if (textAt(event, 'event') === 'done') unmoved = textsAt(event, 'unmoved');
      },
    },
    io,
  );
  if (code === 0) return unmoved;
  throw failureOf(code, said);
}

function failureOf(code: number, said: string): Failure {
  if (code === ExitCode.data)
    return new Failure(ExitCode.data, said, 'fetch or export that file again; OUT was not made');
  if (code === ExitCode.disk)
    return new Failure(
      ExitCode.disk,
      `the merged model could not be written: ${said}`,
      'the same command goes on where it was, once there is room',
    );
  return new Failure(
    ExitCode.failed,
    `the merge ended without being done: ${said}`,
    'the same command goes on where it was',
  );
}

/** Makes what was decided. Throws Failure where it cannot; an unfinished folder stays for the next try. */
export async function merge(
  prepared: DecidedMerge,
  python: string,
  onBytes: (done: number) => void,
  io: Io,
): Promise<Merged> {
  const { out, key, adapter, base, plan, side } = prepared;
  const work = `${out}.part`;
  const names = Object.keys(plan.files);
  const tensors = base.checkpoint.tensors.size;
  if (prepared.there) return { files: names.length, tensors, kept: names.length, unmoved: [] };
  const begun = existsSync(work) ? finishedIn(work, base, names) : [];
  const size = (name: string) => statSync(join(base.folder, name)).size;
  const before = begun.reduce((sum, name) => sum + size(name), 0);
  await checkDisk(prepared, before, io);
  const lease = takeLease(`${work}.lock`, holder(key, io.now()));
  if ('held' in lease)
    throw new Failure(
      ExitCode.retry,
      `another merge (pid ${lease.held.process.pid}) has been writing to ${work} since ${lease.held.since}`,
      'wait for it, or name another folder with --out',
    );
  try {
    openWork(work, key, {
      base: base.checkpoint.name,
      adapter: adapter.folder,
      scaling: plan.scaling,
      changed: plan.changed,
      dtypes: plan.dtypes,
      at: new Date(io.now()).toISOString(),
    });
    const left = Object.fromEntries(
      names.filter((name) => !begun.includes(name)).map((name) => [name, plan.files[name] ?? {}]),
    );
    const unmoved =
      Object.keys(left).length === 0
        ? []
        : await write(prepared, { python, work, files: left, onBytes: (done) => onBytes(before + done) }, io);
    completeWork(work, plan, side);
    verify(work, prepared);
    publishWork(work, out);
    return { files: names.length, tensors, kept: begun.length, unmoved };
  } catch (error) {
    const refused = systemFailure(error);
    throw refused?.exitCode === ExitCode.disk ? failureOf(ExitCode.disk, refused.message) : error;
  } finally {
    lease.release();
  }
}
