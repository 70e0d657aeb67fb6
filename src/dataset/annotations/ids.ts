/** Ids of the samples of LLaVA-style files: unique and stable, whatever the file has. */
import { isBroken } from './text.ts';

/**
 * Gives every item an id: its own, if it has one, else `#` and its place in the file. Several questions about a picture
 * often share an id; the later ones get their place behind it (templates/entry/cookbook_entry/llava.py).
 */
export class Ids {
  readonly #taken = new Set<string>();

  take(own: unknown, place: number): string {
    let id = ownId(own) ?? `#${place}`;
    if (!this.#isNew(id)) {
      id = `${id}#${place}`;
      while (!this.#isNew(id)) id += '#';
    }
    return id;
  }

  #isNew(id: string): boolean {
    const before = this.#taken.size;
    return this.#taken.add(id).size > before;
  }
}

/** A text or a whole number that can be an id. */
function ownId(own: unknown): string | undefined {
  if (typeof own === 'string') return own === '' || isBroken(own) ? undefined : own;
  return Number.isSafeInteger(own) ? String(own) : undefined;
}
