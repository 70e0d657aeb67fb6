/** Faults that the items of a file have in common: each is told once, with the first item and their number. */

import type { SayingKind } from '../../findings/finding.ts';
import type { Notes } from '../finding-collector.ts';

interface Shared {
  readonly first: string;
  count: number;
  tell(notes: Notes, first: string, count: number): void;
}

/** Counts by a key of the caller's; `tell` notes what was counted. */
export class SharedFaults {
  readonly #faults = new Map<string, Shared>();

  /** Counts one more item with this fault. */
  add<Data extends object>(
    kind: SayingKind<Data & { readonly items: number }>,
    key: string,
    place: string,
    data: Data,
  ): void {
    const known = this.#faults.get(`${kind.id} ${key}`);
    if (known !== undefined) {
      known.count += 1;
      return;
    }
    const tell = (notes: Notes, first: string, items: number) => notes.add(kind, first, { ...data, items });
    this.#faults.set(`${kind.id} ${key}`, { first: place, count: 1, tell });
  }

  tell(notes: Notes): void {
    for (const { first, count, tell } of this.#faults.values()) tell(notes, first, count);
  }
}
