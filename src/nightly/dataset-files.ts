/** What a dataset was made of, file by file: so that a night can say what is new and what is gone. */
import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { readAt } from '../checkpoint/safetensors.ts';
import { fileBytes } from '../file-bytes.ts';
import { statusOf } from '../path-status.ts';

/** Names of files, or of the items of an annotation file, each with a short hash of what it holds. */
export type Entries = Readonly<Record<string, string>>;

/** A dataset at one moment. */
export interface Inventory {
  readonly files: number;
  readonly sha256: string;
  readonly entries: Entries;
}

const HEAD = 64 * 1024;
const LARGEST_ANNOTATIONS = 256 * 1024 * 1024;
const LARGEST_LIST = 512 * 1024 * 1024;

const short = (...parts: ReadonlyArray<string | Buffer>) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 12);
};

/** Items of a JSON list by their id, or by what they hold; one entry for a file that is no such list. */
function itemsOf(text: string): Entries {
  try {
    const items: unknown = JSON.parse(text);
    if (!Array.isArray(items)) return { file: short(text) };
    return Object.fromEntries(
      items.map((item: unknown) => {
        const hash = short(JSON.stringify(item) ?? '');
        const { id } = (item ?? {}) as { id?: unknown };
        return [typeof id === 'string' || typeof id === 'number' ? `item ${id}` : hash, hash];
      }),
    );
  } catch {
    return { file: short(text) };
  }
}

/** All bytes of a file, or nothing where it cannot be read. */
function inventoryOfFile(path: string): Inventory | undefined {
  try {
    if (statSync(path).size > LARGEST_ANNOTATIONS) {
      const { size, mtimeMs } = statSync(path);
      const sha256 = createHash('sha256').update(`${size} ${mtimeMs}`).digest('hex');
      return { files: 1, sha256, entries: { file: sha256.slice(0, 12) } };
    }
    const bytes = fileBytes(path, LARGEST_ANNOTATIONS);
    if (bytes === undefined) return undefined;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { files: 1, sha256, entries: itemsOf(bytes.toString('utf8')) };
  } catch {
    return undefined;
  }
}

/** Size and ends of a file: labels whole, clips by their first and last 64 KiB. */
function partsOf(path: string): ReadonlyArray<string | Buffer> {
  try {
    // A link may lead to a pipe, whose opening must not wait.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const status = fstatSync(file);
      if (!status.isFile()) return [];
      const { size } = status;
      const head = readAt(file, 0, Math.min(size, HEAD));
      return [`${size}\0`, head, ...(size > HEAD ? [readAt(file, Math.max(HEAD, size - HEAD), HEAD)] : [])];
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return [String((error as NodeJS.ErrnoException).code)];
  }
}

/**
 * Names, sizes, and the first and last 64 KiB of every file below a folder. Links to files count as the file, links to folders
 * only by their names: they could lead around in a circle. Of a dataset that is one file, all of it; the media it names are
 * not looked at. `undefined` where nothing can be read.
 */
export function inventoryOf(folder: string): Inventory | undefined {
  if (statusOf(folder)?.isFile()) return inventoryOfFile(folder);
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
  const entries: Record<string, string> = {};
  for (const name of names) {
    const inner = name.slice(folder.length);
    const parts = partsOf(name);
    hash.update(`${inner}\0`);
    for (const part of parts) hash.update(part);
    entries[inner.replace(/^\//, '')] = short(...parts);
  }
  return { files: names.length, sha256: hash.digest('hex'), entries };
}

const FILE = 'dataset-files.json.gz';

/** Keeps what the dataset of a run was made of, beside the run's record. */
export function writeEntries(folder: string, entries: Entries): void {
  writeFileSync(join(folder, FILE), gzipSync(JSON.stringify(entries)), { mode: 0o600 });
}

/** What the dataset of that run was made of; `undefined` if it was not kept or cannot be read. */
export function readEntries(folder: string): Entries | undefined {
  try {
    const text = gunzipSync(fileBytes(join(folder, FILE), LARGEST_LIST) ?? '', {
      maxOutputLength: LARGEST_LIST,
    });
    const value: unknown = JSON.parse(text.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Entries) : undefined;
  } catch {
    return undefined;
  }
}

/** Samples that came, went and changed; a sample is what the files of one name, up to the first dot, make together. */
interface DataChange {
  readonly added: readonly string[];
  readonly gone: readonly string[];
  readonly changed: readonly string[];
}

const sampleOf = (name: string) => basename(name).split('.')[0] || basename(name);

function samplesOf(entries: Entries): ReadonlyMap<string, string> {
  const samples = new Map<string, string>();
  for (const [name, hash] of Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)))
    samples.set(sampleOf(name), `${samples.get(sampleOf(name)) ?? ''} ${name} ${hash}`);
  return samples;
}

/** What differs between two moments of a dataset. */
export function dataChange(before: Entries, after: Entries): DataChange {
  const [old, now] = [samplesOf(before), samplesOf(after)];
  return {
    added: [...now.keys()].filter((name) => !old.has(name)),
    gone: [...old.keys()].filter((name) => !now.has(name)),
    changed: [...now.keys()].filter((name) => old.has(name) && old.get(name) !== now.get(name)),
  };
}

const SHOWN = 3;

/** `2 new (a, b), 1 gone (c)`. */
export function changeText(change: DataChange): string {
  const part = (names: readonly string[], word: string) => {
    if (names.length === 0) return [];
    const shown = names.slice(0, SHOWN).join(', ');
    return [`${names.length} ${word} (${shown}${names.length > SHOWN ? ', …' : ''})`];
  };
  return [
    ...part(change.added, 'new'),
    ...part(change.gone, 'gone'),
    ...part(change.changed, 'changed'),
  ].join(', ');
}
