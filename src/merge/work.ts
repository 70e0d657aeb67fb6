/** The folder in which a merge grows, `OUT.part`: it says whose it is, keeps whole files for the next try, and becomes OUT at the end. */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { readHeader } from '../checkpoint/safetensors.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { shellWord } from '../findings/shell-word.ts';
import { textAt } from '../json/object.ts';
import { readJsonFile } from '../json/read.ts';
import { jsonAnswer, jsonText } from '../json/text.ts';
import { linkStatusOf, statusOf } from '../path-status.ts';
import { writeAtomically } from '../run/files.ts';
import type { LoraAdapter } from './adapter.ts';
import type { Base } from './base.ts';
import type { MergePlan } from './plan.ts';
import type { SideFiles } from './side-files.ts';

/** Says in a merged folder what it was made of. */
const MARK = 'cookbook-merge.json';
/** What the worker is told; gone at the end. */
export const ORDER = '.cookbook-merge-plan.json';
const INDEX = 'model.safetensors.index.json';
const LARGEST_MARK = 16 * 1024 * 1024;

/** A name for what is merged: the bytes of the adapter, and size and time of every file of the base. */
export function mergeKey(adapter: LoraAdapter, base: Base, plan: MergePlan): string {
  const hash = createHash('sha256');
  hash.update(readFileSync(adapter.weights));
  hash.update(JSON.stringify(plan.scaling));
  for (const name of Object.keys(plan.files).sort()) {
    const { size, mtimeMs } = statSync(join(base.folder, name));
    hash.update(JSON.stringify([name, size, mtimeMs]));
  }
  return hash.digest('hex').slice(0, 24);
}

/** The key of the merge that a folder says it holds. */
export function markedKey(folder: string): string | undefined {
  const json = readJsonFile(join(folder, MARK), LARGEST_MARK);
  return json.ok ? textAt(json.value, 'key') : undefined;
}

/** True where something of this name is there, also a link that leads nowhere; below a file nothing is. */
export function isThere(path: string): boolean {
  return linkStatusOf(path) !== undefined;
}

/** Begins or goes on in `work`. Throws Failure 73 where something else lies there. */
export function openWork(work: string, key: string, about: object): void {
  if (isThere(work)) {
    const held = markedKey(work);
    if (held === key) {
      // Of a try that was killed; its worker may still have it open.
      removeParts(work);
      return;
    }
    throw new Failure(
      ExitCode.disk,
      held === undefined
        ? `${work} exists already, and is not the beginning of a merge`
        : `${work} holds the beginning of another merge: adapter or base have changed since`,
      `look at it; then rm -r ${shellWord(work)}, or name another folder with --out; nothing was written`,
    );
  }
  mkdirSync(work, { recursive: true });
  writeAtomically(join(work, MARK), jsonAnswer({ key, ...about }));
}

/** Files of the base that lie in `work` already, whole: the worker gives a file its name last. */
export function finishedIn(work: string, base: Base, names: readonly string[]): readonly string[] {
  return names.filter((name) => {
    const made = statusOf(join(work, name));
    return made?.isFile() === true && made.size === statSync(join(base.folder, name)).size;
  });
}

/** Writes everything beside the weights, and the index: also for one file, since some consumers read nothing else. */
export function completeWork(work: string, plan: MergePlan, side: SideFiles): void {
  for (const { name, from } of side.files) copyFileSync(from, join(work, name));
  const map: Record<string, string> = {};
  let total = 0;
  for (const name of Object.keys(plan.files).sort()) {
    const header = readHeader(join(work, name));
    for (const tensor of header.ok ? header.tensors : []) {
      map[tensor.name] = name;
      total += tensor.end - tensor.start;
    }
  }
  writeAtomically(join(work, INDEX), jsonText({ metadata: { total_size: total }, weight_map: map }));
}

function removeParts(work: string): void {
  for (const name of readdirSync(work)) if (name.endsWith('.part')) rmSync(join(work, name), { force: true });
}

/** Gives the folder its name; nothing that is there is replaced. */
export function publishWork(work: string, out: string): void {
  removeParts(work);
  rmSync(join(work, ORDER), { force: true });
  if (existsSync(out)) throw occupied(out);
  renameSync(work, out);
}

/** The refusal to write where something is. */
export function occupied(out: string): Failure {
  return new Failure(
    ExitCode.disk,
    `${out} exists already; it was not changed`,
    'name another folder with --out',
  );
}
