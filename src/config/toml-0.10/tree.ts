/** What the reader builds: tables that can grow, and where every key stands. */
import type { TomlTable, TomlValue } from '../value.ts';
import { joinKey } from '../value.ts';
import { EngineDate } from './date.ts';
import { DEEPEST, Rejection } from './python.ts';

/** A value while the file is read. Maps keep any key, `__proto__` too. */
export type TomlNode = string | boolean | bigint | number | EngineDate | readonly TomlNode[] | Tree;
export type Tree = Map<string, TomlNode>;

/** Where a key stands: offsets in the text, UTF-16 units. */
export interface TreePlace {
  /** Dotted key; members of a list are numbered from 0. */
  readonly key: string;
  readonly start: number;
  readonly end: number;
  /** The value's own text; missing for a table that a header opens. */
  readonly value?: { readonly start: number; readonly end: number };
}

/** A table that is being filled, with its path. */
export interface Level {
  readonly node: TomlNode;
  readonly path: readonly string[];
}

/** Collects places; the first one of a key stays. */
export class Places {
  readonly all = new Map<string, TreePlace>();

  /** Refuses a path of more names than any config has: each of them is kept with all that stand before it. */
  note(path: readonly string[], place: Omit<TreePlace, 'key'>): void {
    if (path.length > DEEPEST) throw new Rejection('values are nested too deeply', place.start);
    const key = joinKey(path);
    if (!this.all.has(key)) this.all.set(key, { key, ...place });
  }

  /** The scan moves opening quotes before a line end by one; the text has them where they were. */
  restore(text: string, scanned: string): void {
    for (const [key, place] of this.all) {
      const start = place.value?.start ?? 0;
      if (place.value !== undefined && text.charAt(start - 1) !== scanned.charAt(start - 1))
        this.all.set(key, { ...place, value: { ...place.value, start: start - 1 } });
    }
  }

  /** Moves the end of a value that goes over several lines. */
  close(path: readonly string[], end: number): void {
    const key = joinKey(path);
    const place = this.all.get(key);
    if (place?.value !== undefined) this.all.set(key, { ...place, value: { ...place.value, end } });
  }
}

/** A piece of the text and its offset. */
export interface TextPiece {
  readonly text: string;
  readonly at: number;
}

/** The tree as plain immutable data. */
export function plainTree(node: Tree): TomlTable {
  const value = (item: TomlNode): TomlValue => {
    if (item instanceof Map) return plainTree(item);
    // TomlValue names no dates: rules see them as what they are not, and the engine's schema takes them nowhere.
    if (item instanceof EngineDate) return item as unknown as TomlValue;
    return typeof item === 'object' ? item.map(value) : item;
  };
  return Object.fromEntries([...node].map(([key, item]) => [key, value(item)]));
}
