/** How much of a file is settings of cosmos-rl at all. */

import { isBelow, joinKey, leavesOf, type TomlTable } from '../../../config/value.ts';
import { decide } from '../config-class/decision.ts';
import { KNOWN_VERSIONS } from '../versions.ts';

/** Leaves of the file, and those that some known version of cosmos-rl reads; `[custom]` counts for neither. */
interface KnownShare {
  readonly leaves: number;
  readonly known: number;
}

/** Counts; `dropped` is what the newest version ignores, so that a plain file needs no other version. */
export function knownShare(table: TomlTable, dropped: readonly string[]): KnownShare {
  const keys = leavesOf(table)
    .map(([path]) => joinKey(path))
    .filter((key) => key !== 'custom' && !key.startsWith('custom.'));
  const ignored = new Set(dropped);
  const unknown = keys.filter((key) => isBelow(key, ignored));
  if (unknown.length * 2 <= keys.length) return { leaves: keys.length, known: keys.length - unknown.length };
  const others = KNOWN_VERSIONS.map((known) => new Set(decide(table, { known }).dropped));
  const nowhere = unknown.filter((key) => others.every((gone) => isBelow(key, gone)));
  return { leaves: keys.length, known: keys.length - nowhere.length };
}
