/** What a dataset was made of, file by file: so that a night can say what is new and what is gone. */
import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
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
    // What is no list has no `map`, and is one entry as a whole.
    const items = JSON.parse(text) as readonly unknown[];
    return Object.fromEntries(
      items.map((item) => {
        const hash = short(JSON.stringify(item) ?? '');
        const { id } = (item ?? {}) as { id?: unknown };
        return [typeof id === 'string' || typeof id === 'number' ? `item ${id}` : hash, hash];
      }),
    );
  } catch {
    return { file: short(text) };
  }
}

const CHUNK = 4 * 1024 * 1024;

/** Of a file that is too large to be held. */
function sha256Of(path: string): string | undefined {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const hash = createHash('sha256');
      for (let at = 0; ; at += CHUNK) {
        const part = readAt(file, at, CHUNK);
        hash.update(part);
        if (part.length < CHUNK) return hash.digest('hex');
      }
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** All bytes of a file, or nothing where it cannot be read; the items of one that is too large to be parsed are not told apart. */
function inventoryOfFile(path: string): Inventory | undefined {
  const bytes = fileBytes(path, LARGEST_ANNOTATIONS);
  const sha256 = bytes === undefined ? sha256Of(path) : createHash('sha256').update(bytes).digest('hex');
  if (sha256 === undefined) return undefined;
  return {
    files: 1,
    sha256,
    entries: bytes === undefined ? { file: sha256.slice(0, 12) } : itemsOf(bytes.toString('utf8')),
  };
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
 * only by their names: they could lead around in a circle. Hidden ones are left out: what file managers, network file systems
 * and downloads keep for themselves comes and goes. Of a dataset that is one file, all of it; the media it names are
 * not looked at. `undefined` where nothing can be read.
 */
export function inventoryOf(folder: string): Inventory | undefined {
  if (statusOf(folder)?.isFile()) return inventoryOfFile(folder);
  let names: readonly string[];
  try {
    names = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() || entry.isSymbolicLink())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .filter((name) => !/(^|\/)\./.test(name))
      .sort();
  } catch {
    return undefined;
  }
  const hash = createHash('sha256');
  const entries: Record<string, string> = {};
  for (const name of names) {
    const parts = partsOf(join(folder, name));
    hash.update(`/${name}\0`);
    for (const part of parts) hash.update(part);
    entries[name] = short(...parts);
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
  for (const [name, hash] of Object.entries(entries))
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
