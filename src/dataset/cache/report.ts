/** The answer of a whole check, which holds as long as no file it rests on has changed. */
import { join } from 'node:path';
import { isObject } from '../../json/object.ts';
import { statusOf } from '../../path-status.ts';
import type { SeenFile } from '../files.ts';
import { cacheNameOf, load, store } from './folder.ts';

/** What was seen in a folder: names with sizes and times, in columns. -1 where there is no file. */
interface InFolder {
  readonly folder: string;
  readonly names: string[];
  readonly sizes: number[];
  readonly times: number[];
}

/** Paths of a dataset share their folders, and come folder by folder. */
function byFolder({ paths, sizes, times }: SeenFile): readonly InFolder[] {
  const folders = new Map<string, InFolder>();
  let last: InFolder | undefined;
  for (const [at, path] of paths.entries()) {
    const end = path.lastIndexOf('/');
    const folder = end === 0 ? '/' : path.slice(0, end);
    if (last?.folder !== folder) {
      last = folders.get(folder) ?? { folder, names: [], sizes: [], times: [] };
      folders.set(folder, last);
    }
    last.names.push(path.slice(end + 1));
    last.sizes.push(sizes[at] ?? -1);
    last.times.push(times[at] ?? -1);
  }
  return [...folders.values()];
}

function isInFolder(value: unknown): value is InFolder {
  if (!isObject(value) || typeof value['folder'] !== 'string') return false;
  const { names, sizes, times } = value;
  return Array.isArray(names) && Array.isArray(sizes) && Array.isArray(times);
}

function unchanged(kept: unknown): boolean {
  if (!Array.isArray(kept) || !kept.every(isInFolder)) return false;
  return kept.every(({ folder, names, sizes, times }) => {
    // Of a path that was looked at twice, because it changed in between, no answer holds.
    const below = folder === '/' ? '' : folder;
    return names.every((name, at) => {
      const status = statusOf(`${below}/${name}`);
      return status === undefined
        ? sizes[at] === -1
        : status.size === sizes[at] && status.mtimeMs === times[at];
    });
  });
}

/** Keeps the answer to one question: `key` is everything that decides it but the files. */
export class ReportCache<Answer> {
  readonly #path: string;

  constructor(folder: string, key: unknown) {
    this.#path = join(folder, `${cacheNameOf(key)}.json`);
  }

  /** The answer of the last check, if nothing has changed since; costs a stat of every file. */
  get(): Answer | undefined {
    const kept = load(this.#path);
    return isObject(kept) && unchanged(kept['seen']) ? (kept['answer'] as Answer) : undefined;
  }

  set(answer: Answer, seen: SeenFile): void {
    store(this.#path, { answer, seen: byFolder(seen) });
  }
}
