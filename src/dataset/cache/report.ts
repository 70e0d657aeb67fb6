/** The answer of a whole check, which holds as long as no file it rests on has changed. */
import { basename, dirname, join } from 'node:path';
import { isObject } from '../../json/object.ts';
import { stampNow } from '../files.ts';
import { load, nameOf, store } from './folder.ts';

/** Stamps by folder and name: paths of a dataset share their folders. */
type Stamps = Readonly<Record<string, Readonly<Record<string, string>>>>;

function byFolder(stamps: ReadonlyMap<string, string>): Stamps {
  const folders = new Map<string, Record<string, string>>();
  for (const [path, stamp] of stamps) {
    const folder = dirname(path);
    const names = folders.get(folder) ?? {};
    folders.set(folder, names);
    names[basename(path)] = stamp;
  }
  return Object.fromEntries(folders);
}

function unchanged(stamps: unknown): boolean {
  if (!isObject(stamps)) return false;
  return Object.entries(stamps).every(
    ([folder, names]) =>
      isObject(names) &&
      Object.entries(names).every(([name, stamp]) => stampNow(join(folder, name)) === stamp),
  );
}

/** Keeps the answer to one question: `key` is everything that decides it but the files. */
export class ReportCache<Answer> {
  readonly #path: string;

  constructor(folder: string, key: unknown) {
    this.#path = join(folder, `${nameOf(key)}.json`);
  }

  /** The answer of the last check, if nothing has changed since; costs a stat of every file. */
  get(): Answer | undefined {
    const kept = load(this.#path);
    return isObject(kept) && unchanged(kept['stamps']) ? (kept['answer'] as Answer) : undefined;
  }

  set(answer: Answer, stamps: ReadonlyMap<string, string>): void {
    store(this.#path, { answer, stamps: byFolder(stamps) });
  }
}
