/**
 * First pass of Python `toml` 0.10.2 (decoder.py, `loads`), the engine's reader: quotes, brackets and key names character by
 * character. It blanks comments and joins the lines of an array, so that the second pass can go line by line; every
 * character keeps its offset. Its oddities are kept on purpose: they decide what the engine sees.
 */
import { at, isAlnum, isSpace, Rejection } from './python.ts';

/** What the scan is inside of. */
interface State {
  arrays: number;
  quoted: boolean;
  quote: string;
  multiline: boolean;
  arrayHeader: boolean;
  header: boolean;
  lineStart: boolean;
  dotted: boolean;
  /** 0: not in a key; 1: in it; 2: after it, before `=`. */
  key: 0 | 1 | 2;
}

/** `list[index]`, Python's way at the low end, `undefined` where it raises IndexError. */
function peek(chars: readonly string[], index: number): string | undefined {
  return chars[index < 0 ? chars.length + index : index];
}

/** Whether the run of backslashes before offset `end` is odd. */
function escaped(chars: readonly string[], end: number): boolean {
  let odd = false;
  for (let i = end; i >= 0 && chars[i] === '\\'; i -= 1) odd = !odd;
  return odd;
}

/** The whole character at `i`; both halves of a pair give the pair. */
function whole(chars: readonly string[], i: number): string {
  const char = chars[i] ?? '';
  if (/[\ud800-\udbff]/.test(char)) return char + (chars[i + 1] ?? '');
  return /[\udc00-\udfff]/.test(char) ? (chars[i - 1] ?? '') + char : char;
}

/** One character of a key name. Returns true if the character is done with. */
function keyChar(chars: readonly string[], i: number, state: State): boolean {
  const item = chars[i] ?? '';
  if (item === '\n') throw new Rejection('a key has no value: `=` is missing on this line', i - 1);
  if (state.quoted) {
    if (item === state.quote && !escaped(chars, i - 1)) {
      state.key = 2;
      state.quoted = false;
      state.quote = '';
    }
    return true;
  }
  if (state.key === 1) {
    if (isSpace(item)) {
      state.key = 2;
      return true;
    }
    if (item === '.') {
      state.dotted = true;
      return true;
    }
    if (item === '_' || item === '-' || isAlnum(whole(chars, i))) return true;
    if (state.dotted && chars[i - 1] === '.' && (item === '"' || item === "'")) {
      state.quoted = true;
      state.quote = item;
      return true;
    }
  } else if (isSpace(item) || item === '.') {
    if (item === '.') state.dotted = true;
    if (state.dotted) {
      const next = at(chars, i + 1);
      if (!isSpace(next) && next !== '.') state.key = 1;
    }
    return true;
  }
  if (item !== '=') throw new Rejection(`\`${item}\` cannot stand in a key name; put the name in quotes`, i);
  state.key = 0;
  state.dotted = false;
  return false;
}

/** `'`: opens or closes a string; the third in a row a multi-line one. */
function singleQuote(chars: readonly string[], i: number, state: State): void {
  let run = 1;
  while (peek(chars, i - run) === "'") {
    run += 1;
    if (run === 3) break;
  }
  if (run === 3) {
    state.multiline = !state.multiline;
    state.quoted = state.multiline;
  } else state.quoted = !state.quoted;
  state.quote = state.quoted ? "'" : '';
}

/** `"`: the same, but a backslash may keep it from counting. */
function doubleQuote(chars: readonly string[], i: number, state: State): void {
  let odd = false;
  let run = 1;
  let triple = false;
  while (peek(chars, i - run) === '"') {
    run += 1;
    if (run === 3) {
      triple = true;
      break;
    }
  }
  if (run === 1 || (run === 3 && triple)) {
    while (peek(chars, i - run) === '\\') {
      odd = !odd;
      run += 1;
    }
  }
  if (!odd) {
    if (triple) {
      state.multiline = !state.multiline;
      state.quoted = state.multiline;
    } else state.quoted = !state.quoted;
  }
  state.quote = state.quoted ? '"' : '';
}

/** The end of a line: ends a string by mistake, or is blanked inside an array. */
function lineEnd(chars: string[], i: number, state: State): void {
  if (state.quoted || state.multiline) {
    if (!state.multiline) throw new Rejection('a quote is opened on this line and not closed', i - 1);
    const last = peek(chars, i - 1) ?? '';
    if ((last === "'" || last === '"') && peek(chars, i - 2) === last) {
      chars[i] = last;
      if (peek(chars, i - 3) === last) chars[i - 3 < 0 ? chars.length + i - 3 : i - 3] = ' ';
    }
  } else if (state.arrays !== 0) chars[i] = ' ';
  else state.lineStart = true;
}

/** `[` and `]` outside strings: a header at the start of a line, an array elsewhere. */
function bracket(chars: readonly string[], i: number, state: State): void {
  const item = chars[i];
  if (item === '[' && !state.quoted && !state.header && !state.arrayHeader) {
    if (!state.lineStart) state.arrays += 1;
    else if (chars[i + 1] === '[') state.arrayHeader = true;
    else state.header = true;
  }
  if (item !== ']' || state.quoted) return;
  if (state.header) state.header = false;
  else if (state.arrayHeader) {
    if (peek(chars, i - 1) === ']') state.arrayHeader = false;
  } else state.arrays -= 1;
}

/** The text as the second pass reads it, of the same length. Throws Rejection. */
export function scan(text: string): string {
  const chars = text.split('');
  const state: State = {
    arrays: 0,
    quoted: false,
    quote: '',
    multiline: false,
    arrayHeader: false,
    header: false,
    lineStart: true,
    dotted: false,
    key: 0,
  };
  for (let i = 0; i < chars.length; i += 1) {
    if (state.key !== 0 && keyChar(chars, i, state)) continue;
    if (chars[i] === "'" && state.quote !== '"') singleQuote(chars, i, state);
    if (chars[i] === '"' && state.quote !== "'") doubleQuote(chars, i, state);
    if (chars[i] === '#' && !state.quoted && !state.header && !state.arrayHeader) {
      let j = i;
      for (; j < chars.length && chars[j] !== '\n'; j += 1) chars[j] = ' ';
      // A comment without a line end stops the scan, so that nothing below is looked at either.
      if (j === chars.length) break;
      continue;
    }
    bracket(chars, i, state);
    if (chars[i] === '\n') lineEnd(chars, i, state);
    else if (state.lineStart && chars[i] !== ' ' && chars[i] !== '\t') {
      state.lineStart = false;
      if (!state.header && !state.arrayHeader) {
        if (chars[i] === '=') throw new Rejection('a key name is missing before `=`', i);
        state.key = 1;
      }
    }
  }
  if (state.key !== 0) throw new Rejection('the file ends in a key: `=` is missing', text.length - 1);
  if (state.quoted)
    throw new Rejection('the file ends inside a string: a quote is not closed', text.length - 1);
  return chars.join('');
}
