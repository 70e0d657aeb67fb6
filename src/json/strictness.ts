/** What JSON.parse lets pass and stricter readers refuse (templates/entry/cookbook_entry/files.py, safetensors headers). */

/** Python's decoder gives up near a depth of 1000; no label comes near it. */
const MAX_DEPTH = 500;

/** The number of keys in a value with all its parts, or `undefined` if it is nested more than 500 deep. */
export function keysWithin(value: unknown, depth = 0): number | undefined {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth === MAX_DEPTH) return undefined;
  let count = 0;
  if (Array.isArray(value)) {
    for (const part of value) {
      const below = keysWithin(part, depth + 1);
      if (below === undefined) return undefined;
      count += below;
    }
    return count;
  }
  // JSON.parse gives own keys only, and for-in makes no list of them.
  for (const key in value) {
    count += 1;
    const part = (value as Readonly<Record<string, unknown>>)[key];
    if (typeof part !== 'object' || part === null) continue;
    const below = keysWithin(part, depth + 1);
    if (below === undefined) return undefined;
    count += below;
  }
  return count;
}

const QUOTE = 0x22;
const isBlank = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d);

/** Where the string that begins at `start` ends: its closing quotation mark. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}

/** How many keys are written in a JSON text: more than its value has when an object names one twice. */
export function keysWritten(text: string): number {
  let count = 0;
  for (let start = text.indexOf('"'); start >= 0; ) {
    const end = endOfString(text, start);
    let next = end + 1;
    while (' \t\n\r'.includes(text[next] ?? '.')) next += 1;
    if (text[next] === ':') count += 1;
    start = text.indexOf('"', next);
  }
  return count;
}

/**
 * Colons behind a quotation mark: at least as many as keys are written, exactly as many where no string holds both. Ten times
 * as fast as `keysWritten`.
 */
export function keysAtMost(text: string): number {
  let count = 0;
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
    let before = at - 1;
    while (isBlank(text.charCodeAt(before))) before -= 1;
    if (text.charCodeAt(before) === QUOTE) count += 1;
  }
  return count;
}
