/** The files of a dataset as readers see them, and a list of all that were looked at. */
import { readdirSync } from 'node:fs';
import type { Witness } from '../json/read.ts';
import { statusOf } from '../path-status.ts';
import { type Mp4Result, readMp4 } from './mp4/read-mp4.ts';
import { type PictureResult, readPicture } from './picture/read-picture.ts';

/** What is remembered of a file: its size and time, or that there is none. */
function stampOf(status: { readonly size: number; readonly mtimeMs: number } | undefined): string {
  return status === undefined ? 'none' : `${status.size} ${status.mtimeMs}`;
}

/** The stamp of a path as it is now. */
export function stampNow(path: string): string {
  return stampOf(statusOf(path));
}

/** Results for files that have not changed since they were found. */
export interface Remembered {
  clip(path: string): Mp4Result | undefined;
}

/** Files that were looked at, in columns: a million of them make no million objects. -1 where there is none. */
export interface SeenFile {
  readonly paths: readonly string[];
  readonly sizes: readonly number[];
  readonly times: readonly number[];
}

/** What is known of a file within a check: a dataset of more clips than this reads the first ones again. */
const MAX_KNOWN = 100_000;

/** Results by path, few objects for many files: clips of a camera are alike. */
class Known<Result extends object> {
  readonly #byPath = new Map<string, Result>();
  #last: Result | undefined;
  readonly #alike: (a: Result, b: Result) => boolean;

  constructor(alike: (a: Result, b: Result) => boolean) {
    this.#alike = alike;
  }

  get(path: string): Result | undefined {
    return this.#byPath.get(path);
  }

  entries(): Iterable<readonly [path: string, result: Result]> {
    return this.#byPath;
  }

  keep(path: string, result: Result): Result {
    const shared = this.#last !== undefined && this.#alike(this.#last, result) ? this.#last : result;
    this.#last = shared;
    if (this.#byPath.size === MAX_KNOWN) this.#byPath.clear();
    this.#byPath.set(path, shared);
    return shared;
  }
}

function alikeClips(a: Mp4Result, b: Mp4Result): boolean {
  if (!a.ok || !b.ok) return false;
  const [one, other] = [a.clip, b.clip];
  return (
    one.frames === other.frames &&
    one.durationSeconds === other.durationSeconds &&
    one.fps === other.fps &&
    one.width === other.width &&
    one.height === other.height &&
    one.codec === other.codec &&
    one.fragmented === other.fragmented &&
    one.edited === other.edited &&
    one.rotation === other.rotation
  );
}

function alikePictures(a: PictureResult, b: PictureResult): boolean {
  return a.ok && b.ok && a.picture.width === b.picture.width && a.picture.height === b.picture.height;
}

/** Looks at files and keeps their stamps. */
export class Files {
  readonly #paths: string[] = [];
  readonly #sizes: number[] = [];
  readonly #times: number[] = [];
  readonly #asked = new Map<string, boolean>();
  readonly #clips = new Known(alikeClips);
  readonly #pictures = new Known(alikePictures);
  readonly #remembered: Remembered | undefined;

  constructor(remembered?: Remembered) {
    this.#remembered = remembered;
  }

  /** Notes that a file was looked at; to be passed to whatever reads it. */
  readonly witness: Witness = (path, status) => {
    this.#paths.push(path);
    this.#sizes.push(status === undefined ? -1 : status.size);
    this.#times.push(status === undefined ? -1 : status.mtimeMs);
  };

  /** Every path that the result rests on, in the order of the looks; of a path that is there twice the last counts. */
  get seen(): SeenFile {
    return { paths: this.#paths, sizes: this.#sizes, times: this.#times };
  }

  /** The clips that were read, with their paths. */
  clips(): Iterable<readonly [path: string, result: Mp4Result]> {
    return this.#clips.entries();
  }

  /** Sorted names in a folder: the order must not depend on the file system. Throws as readdir does. */
  names(folder: string): readonly string[] {
    this.witness(folder, statusOf(folder));
    return readdirSync(folder).sort();
  }

  /** Whether there is something at a path; within a check it is asked once. */
  exists(path: string): boolean {
    const known = this.#asked.get(path);
    if (known !== undefined) return known;
    const status = statusOf(path);
    this.witness(path, status);
    if (this.#asked.size === MAX_KNOWN) this.#asked.clear();
    this.#asked.set(path, status !== undefined);
    return status !== undefined;
  }

  /** What the header of a picture says; so little is read that nothing is remembered for another check. */
  picture(path: string): PictureResult {
    return this.#pictures.get(path) ?? this.#pictures.keep(path, readPicture(path, this.witness));
  }

  /** What the header of a clip says. */
  clip(path: string): Mp4Result {
    const seen = this.#clips.get(path);
    if (seen !== undefined) return seen;
    const known = this.#remembered?.clip(path);
    if (known === undefined) return this.#clips.keep(path, readMp4(path, this.witness));
    this.witness(path, statusOf(path));
    return this.#clips.keep(path, known);
  }
}
