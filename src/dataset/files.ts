/** The files of a dataset as readers see them, and a list of all that were looked at. */
import { readdirSync, statSync } from 'node:fs';
import type { Witness } from '../json/read.ts';
import { type Mp4Result, readMp4 } from './mp4/read-mp4.ts';
import { type PictureResult, readPicture } from './picture/read-picture.ts';

/** What is remembered of a file: its size and time, or that there is none. */
export function stampOf(status: { readonly size: number; readonly mtimeMs: number } | undefined): string {
  return status === undefined ? 'none' : `${status.size} ${status.mtimeMs}`;
}

/** The stamp of a path as it is now. */
export function stampNow(path: string): string {
  try {
    return stampOf(statSync(path));
  } catch {
    return stampOf(undefined);
  }
}

/** Results for files that have not changed since they were found. */
export interface Remembered {
  clip(path: string): Mp4Result | undefined;
  keepClip(path: string, stamp: string, result: Mp4Result): void;
}

/** Looks at files and keeps their stamps. */
export class Files {
  readonly #stamps = new Map<string, string>();
  readonly #remembered: Remembered | undefined;

  constructor(remembered?: Remembered) {
    this.#remembered = remembered;
  }

  /** Notes that a file was looked at; to be passed to whatever reads it. */
  readonly witness: Witness = (path, status) => {
    this.#stamps.set(path, stampOf(status));
  };

  /** Every path that the result rests on, with its stamp. */
  get stamps(): ReadonlyMap<string, string> {
    return this.#stamps;
  }

  /** Sorted names in a folder: the order must not depend on the file system. Throws as readdir does. */
  names(folder: string): readonly string[] {
    this.#stamps.set(folder, stampNow(folder));
    return readdirSync(folder).sort();
  }

  /** Whether there is something at a path. */
  exists(path: string): boolean {
    const stamp = stampNow(path);
    this.#stamps.set(path, stamp);
    return stamp !== stampOf(undefined);
  }

  /** What the header of a picture says; so little is read that nothing is remembered. */
  picture(path: string): PictureResult {
    return readPicture(path, this.witness);
  }

  /** What the header of a clip says. */
  clip(path: string): Mp4Result {
    const known = this.#remembered?.clip(path);
    if (known !== undefined) {
      this.#stamps.set(path, stampNow(path));
      return known;
    }
    const result = readMp4(path, this.witness);
    this.#remembered?.keepClip(path, this.#stamps.get(path) ?? '', result);
    return result;
  }
}
