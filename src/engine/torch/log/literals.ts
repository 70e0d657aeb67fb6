/**
 * Which lines are worth a regular expression: those that hold a word which every match of it must hold. One pass over
 * the characters asks for all words at once, so that a new pattern costs a log of gigabytes nothing.
 */

interface Part {
  /** One of these stands in every match of the part; `undefined` if nothing is certain. */
  readonly words: readonly string[] | undefined;
}

const shortest = (words: readonly string[]) => Math.min(...words.map((word) => word.length));

/** The end of a character class or group that begins at `at`. */
function closing(source: string, at: number): number {
  const isClass = source[at] === '[';
  let depth = 0;
  for (let i = at; i < source.length; i += 1) {
    const char = source[i];
    if (char === '\\') i += 1;
    else if (isClass) {
      if (char === ']' && i > at) return i;
    } else if (char === '[') i = closing(source, i);
    else if (char === '(') depth += 1;
    else if (char === ')') {
      depth -= 1;
      if (depth === 0) return i;
    }
  }
  return source.length;
}

function alternatives(source: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (let i = 0; i < source.length; i += 1) {
    const char = source[i];
    if (char === '\\') i += 1;
    else if (char === '[' || char === '(') i = closing(source, i);
    else if (char === '|') {
      parts.push(source.slice(from, i));
      from = i + 1;
    }
  }
  return [...parts, source.slice(from)];
}

const QUANTIFIER = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/;

/** The best of what one sequence of literals, classes and groups must hold. */
function ofSequence(source: string): Part {
  const found: (readonly string[])[] = [];
  let literal = '';
  const flush = () => {
    if (literal.length > 1) found.push([literal]);
    literal = '';
  };
  for (let i = 0; i < source.length; ) {
    const char = source[i] ?? '';
    let end = i + 1;
    let inner: Part | undefined;
    let text: string | undefined;
    if (char === '(') {
      end = closing(source, i) + 1;
      const body = source.slice(i + 1, end - 1);
      inner = /^\?<?[!=]/.test(body) ? { words: undefined } : ofPattern(body.replace(/^\?(?::|<\w+>)/, ''));
    } else if (char === '[') {
      end = closing(source, i) + 1;
    } else if (char === '\\') {
      end = i + 2;
      const escaped = source[i + 1] ?? '';
      if (/[^\w]/.test(escaped)) text = escaped;
    } else if (!/[.^$]/.test(char)) text = char;
    const quantifier = QUANTIFIER.exec(source.slice(end))?.[0];
    const optional = quantifier !== undefined && /^[*?]|^\{0/.test(quantifier);
    if (text === undefined || quantifier !== undefined) {
      flush();
      if (text !== undefined && !optional) literal = text;
      if (inner?.words !== undefined && !optional) found.push(inner.words);
      if (quantifier !== undefined) flush();
    } else literal += text;
    i = end + (quantifier?.length ?? 0);
  }
  flush();
  const best = found.sort((a, b) => shortest(b) - shortest(a))[0];
  return { words: best };
}

function ofPattern(source: string): Part {
  const parts = alternatives(source).map(ofSequence);
  const words = parts.flatMap((part) => part.words ?? []);
  return { words: parts.some((part) => part.words === undefined) ? undefined : words };
}

/** Words of which every match of the pattern holds at least one; `undefined` if there are none. */
export const wordsOf = (pattern: RegExp): readonly string[] | undefined => ofPattern(pattern.source).words;

const ASCII = 128;

/** Finds which lists hold a word that stands in a text, in one pass over it (Aho and Corasick). */
export function finderOf(
  lists: readonly (readonly string[])[],
): (text: string) => ReadonlySet<number> | undefined {
  const next: Int32Array[] = [new Int32Array(ASCII)];
  const ends: (readonly number[])[] = [[]];
  lists.forEach((words, list) => {
    for (const word of words) {
      let at = 0;
      for (const char of word) {
        const row = next[at];
        const code = char.charCodeAt(0);
        if (row === undefined || code >= ASCII) break;
        if (row[code] === 0) {
          row[code] = next.length;
          next.push(new Int32Array(ASCII));
          ends.push([]);
        }
        at = row[code] ?? 0;
      }
      ends[at] = [...(ends[at] ?? []), list];
    }
  });
  const back = new Int32Array(next.length);
  const queue = [...(next[0] ?? [])].filter((state) => state !== 0);
  for (const state of queue) {
    const row = next[state];
    const other = next[back[state] ?? 0];
    if (row === undefined || other === undefined) continue;
    for (let code = 0; code < ASCII; code += 1) {
      const child = row[code] ?? 0;
      if (child === 0) row[code] = other[code] ?? 0;
      else {
        back[child] = other[code] ?? 0;
        ends[child] = [...(ends[child] ?? []), ...(ends[back[child] ?? 0] ?? [])];
        queue.push(child);
      }
    }
  }
  const table = new Int32Array(next.length * ASCII);
  next.forEach((row, state) => {
    table.set(row, state * ASCII);
  });
  const hits = Uint8Array.from(ends, (found) => (found.length > 0 ? 1 : 0));
  return (text) => {
    let state = 0;
    let found: Set<number> | undefined;
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      state = code < ASCII ? (table[state * ASCII + code] ?? 0) : 0;
      if (hits[state] === 1) {
        found ??= new Set();
        for (const list of ends[state] ?? []) found.add(list);
      }
    }
    return found;
  };
}
