/** Clips by their file name, as the rows of Cosmos-Reason1-SFT-Dataset name them. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Notes } from './finding-collector.ts';
import { clipNameAmbiguous } from './findings/clips.ts';
import { mediaMissing } from './findings/media.ts';
import { fileUnreadable } from './findings/place.ts';

/** What the published script takes for a clip (cosmos_sft.py). */
const CLIP = /\.(mp4|avi|mov)$/;

function isFolder(path: string): boolean {
  try {
    // A link to a folder is not followed, as os.walk does not: it may lead back up.
    return lstatSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** The file name in a path, "" behind a last slash. */
export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The clips below a folder, by name. */
export class ClipIndex {
  readonly folder: string;
  readonly #paths = new Map<string, readonly string[]>();

  /** `short` names a clip by what stands before its first dot, as the engine renames those of the subset `av`. */
  constructor(folder: string, short: boolean, notes: Notes) {
    this.folder = folder;
    for (const path of clipsBelow(folder, notes)) {
      const name = fileNameOf(path);
      const key = short ? `${name.split('.')[0]}.mp4` : name;
      this.#paths.set(key, [...(this.#paths.get(key) ?? []), path]);
    }
  }

  get size(): number {
    return this.#paths.size;
  }

  /** The clip that `named` means, or nothing after a note. */
  find(named: string, item: string, notes: Notes): string | undefined {
    const name = fileNameOf(named);
    const paths = this.#paths.get(name) ?? [];
    const meant = paths.length < 2 ? paths : paths.filter((path) => path.endsWith(`/${named}`));
    if (meant.length === 1) return meant[0];
    if (paths.length === 0) notes.add(mediaMissing, join(this.folder, name), { item });
    else notes.add(clipNameAmbiguous, name, { item, clips: paths.length });
    return undefined;
  }
}

function* clipsBelow(folder: string, notes: Notes): Generator<string> {
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    let names: readonly string[] = [];
    try {
      names = notes.files.names(next);
    } catch (error) {
      notes.add(fileUnreadable, next, { why: (error as NodeJS.ErrnoException).code ?? String(error) });
    }
    for (const name of names) {
      const path = join(next, name);
      if (isFolder(path)) folders.push(path);
      else if (CLIP.test(name)) yield path;
    }
  }
}
