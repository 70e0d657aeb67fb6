/** What a training was made of: a resumed run must be made of the same. */
import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readAt } from '../checkpoint/safetensors.ts';
import { leavesOf, type TomlTable, toJson } from '../config/value.ts';

export interface Fingerprint {
  readonly engine: string;
  readonly gpus: number;
  readonly savingRanks: number;
  /** Dotted keys with their values, but for those that differ in every run. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly dataset?: { readonly files: number; readonly sha256: string };
}

/** Keys that belong to one run and not to the training. */
const OF_ONE_RUN = new Set(['train.output_dir', 'train.timestamp', 'train.resume', 'redis']);
const HEAD = 64 * 1024;

/** All bytes of a file, or nothing where it cannot be read. */
function fileFingerprint(path: string): Fingerprint['dataset'] {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(1024 * 1024);
  try {
    const file = openSync(path, 'r');
    try {
      for (let count = readSync(file, chunk); count > 0; count = readSync(file, chunk))
        hash.update(chunk.subarray(0, count));
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
  return { files: 1, sha256: hash.digest('hex') };
}

/**
 * Names, sizes, and the first and last 64 KiB of every file below a folder: labels whole, clips by their ends. Links to files
 * count as the file, links to folders only by their names: they could lead around in a circle. Of a dataset that is one file,
 * all of it; the media it names are not looked at.
 */
export function datasetFingerprint(folder: string): Fingerprint['dataset'] {
  if (statSync(folder, { throwIfNoEntry: false })?.isFile()) return fileFingerprint(folder);
  let names: readonly string[];
  try {
    names = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() || entry.isSymbolicLink())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch {
    return undefined;
  }
  const hash = createHash('sha256');
  for (const name of names) {
    hash.update(`${name.slice(folder.length)}\0`);
    try {
      // A link may lead to a pipe, whose opening must not wait.
      const file = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
      try {
        const status = fstatSync(file);
        if (!status.isFile()) continue;
        const { size } = status;
        hash.update(`${size}\0`).update(readAt(file, 0, Math.min(size, HEAD)));
        if (size > HEAD) hash.update(readAt(file, Math.max(HEAD, size - HEAD), HEAD));
      } finally {
        closeSync(file);
      }
    } catch (error) {
      hash.update(String((error as NodeJS.ErrnoException).code));
    }
  }
  return { files: names.length, sha256: hash.digest('hex') };
}

/** The fingerprint of a prepared run; `dataset` is its folder where one is known. */
export function fingerprintOf(
  plan: { readonly engine: string; readonly gpus: number; readonly savingRanks: number },
  config: TomlTable,
  dataset: string | undefined,
): Fingerprint {
  const found = dataset === undefined ? undefined : datasetFingerprint(dataset);
  const values = [...leavesOf(config)]
    .map(([path, value]) => [path.join('.'), toJson(value)] as const)
    .filter(([key]) => !OF_ONE_RUN.has(key))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    engine: plan.engine,
    gpus: plan.gpus,
    savingRanks: plan.savingRanks,
    config: Object.fromEntries(values),
    ...(found === undefined ? {} : { dataset: found }),
  };
}

/** What differs between two trainings, in words; none if the second may continue the first. */
export function changesBetween(before: Fingerprint, after: Fingerprint): readonly string[] {
  const changes: string[] = [];
  if (before.engine !== after.engine) changes.push(`engine ${before.engine} is now ${after.engine}`);
  if (before.gpus !== after.gpus) changes.push(`${before.gpus} GPUs are now ${after.gpus}`);
  if (before.savingRanks !== after.savingRanks)
    changes.push(`${before.savingRanks} saving ranks are now ${after.savingRanks}`);
  for (const key of new Set([...Object.keys(before.config), ...Object.keys(after.config)])) {
    const [old, now] = [JSON.stringify(before.config[key]), JSON.stringify(after.config[key])];
    if (old !== now) changes.push(`${key} was ${old ?? 'not set'} and is ${now ?? 'not set'}`);
  }
  if (before.dataset?.sha256 !== after.dataset?.sha256) {
    changes.push(
      `the dataset changed (${before.dataset?.files ?? '?'} files then, ${after.dataset?.files ?? '?'} now)`,
    );
  }
  return changes;
}
