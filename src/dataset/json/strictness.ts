/** What JSON.parse lets pass and the entry scripts refuse (templates/entry/cookbook_entry/files.py). */

/** Python's decoder gives up near a depth of 1000; no label comes near it. */
const MAX_DEPTH = 500;

function childrenOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

/** Whether arrays and objects are nested more than 500 deep; without recursion, since the depth is the question. */
export function isTooDeep(value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap(childrenOf);
  }
  return false;
}

function countKeys(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countKeys(item), 0);
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  for (const item of Object.values(value)) count += 1 + countKeys(item);
  return count;
}

const STRING = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/** Whether an object of `text`, which parsed to `value`, names a key twice: it then has more keys than the value. */
export function hasRepeatedKey(text: string, value: unknown): boolean {
  let written = 0;
  for (const [, colon] of text.matchAll(STRING)) if (colon !== undefined) written += 1;
  return written !== countKeys(value);
}
