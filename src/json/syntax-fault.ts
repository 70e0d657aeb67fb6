/** What breaks the syntax of a JSON text, and where: JSON.parse names a token and, on newer Node.js only, a place. */

/** The first fault of a text. `fix` says what to write instead. */
interface SyntaxFault {
  readonly line: number;
  readonly column: number;
  readonly what: string;
  readonly fix: string;
  /** The value before it is whole: `at` is where a second one begins. */
  readonly behindEnd?: number;
}

type Fault = Pick<SyntaxFault, 'what' | 'fix'> & { readonly at: number; readonly behindEnd?: number };

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.+-])/y;
const WORD = /[-+]?[\w.$]+/y;
const BLANKS = /[ \t\r\n]*/y;
/** Python writes these where JSON has null, true and false (`repr`, `str`, a file written with print). */
const PYTHON: Readonly<Record<string, string>> = { None: 'null', True: 'true', False: 'false' };
const FINITE =
  'Write null or leave the key out: JSON has no such number (json.dump writes it for a missing one).';
const NOT_PYTHON = 'Write the file with json.dump, not with print or str.';
const LITERALS = new Set(['true', 'false', 'null']);

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

/** Where a string ends, behind its quotation mark, or what is wrong in it. */
function endOfString(text: string, start: number): number | Fault {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) {
      const what =
        code === 0x0a || code === 0x0d ? 'a line break' : code === 0x09 ? 'a tab' : 'a control character';
      const written =
        { 10: '\\n', 13: '\\r', 9: '\\t' }[code] ?? `\\u00${code.toString(16).padStart(2, '0')}`;
      return {
        at,
        what: `${what} stands within a text`,
        fix: `Write ${written}, or close the quotation mark.`,
      };
    }
    if (code !== 0x5c) continue;
    at += 1;
    const letter = text[at] ?? '';
    if (letter === '') break;
    if (letter === 'u' ? /^[0-9a-fA-F]{4}/.test(text.slice(at + 1, at + 5)) : '"\\/bfnrt'.includes(letter))
      continue;
    const fix = 'Write \\\\ for a backslash, and / in paths.';
    return { at: at - 1, what: `\\${letter} is no escape of JSON`, fix };
  }
  return { at: text.length, what: 'the file ends within a text', fix: CUT };
}

const CUT = 'The file is cut off, or still being written: copy it again.';

/** What stands where a value or a key should: everything that people write there. */
function oddToken(text: string, at: number, expected: string): Fault {
  const first = text[at] ?? '';
  if (first === "'") return { at, what: "a text stands in '…'", fix: `Write it in "…". ${NOT_PYTHON}` };
  if ('“”„‘’'.includes(first))
    return { at, what: `a text begins with ${first}`, fix: 'Write plain quotation marks, "…".' };
  if (first === '/' || first === '#')
    return { at, what: 'a comment stands here', fix: 'Remove it: JSON has none.' };
  if (/^(?:<{7}|={7}|>{7})/.test(text.slice(at, at + 7)))
    return { at, what: 'a mark of a merge conflict stands here', fix: 'Resolve the conflict.' };
  const word = matchAt(WORD, text, at);
  if (Object.hasOwn(PYTHON, word))
    return { at, what: `${word} is Python's`, fix: `Write ${PYTHON[word] ?? ''}. ${NOT_PYTHON}` };
  if (/^[-+]?(?:nan|inf|infinity)$/i.test(word)) return { at, what: `${word} is no JSON`, fix: FINITE };
  if (/^[-+.\d]/.test(word))
    return { at, what: `${word} is no number of JSON`, fix: 'Write it as 0.5, -1 or 1e-3.' };
  if (word !== '') return { at, what: `${word} stands without quotation marks`, fix: `Write "${word}".` };
  return { at, what: `${JSON.stringify(first)} stands where ${expected} should`, fix: `Write ${expected}.` };
}

/** Walks the text with a stack of its own: nesting may be deeper than calls can be. */
function walk(text: string): Fault | undefined {
  const open: string[] = [];
  let state: 'value' | 'key' | 'colon' | 'after' = 'value';
  let comma = -1;
  let begun = false;
  for (let at = text.startsWith('\ufeff') ? 1 : 0; ; ) {
    at += matchAt(BLANKS, text, at).length;
    const char = text[at];
    const inside = open.at(-1);
    if (state === 'after' && inside === undefined) {
      return char === undefined
        ? undefined
        : { at, behindEnd: at, what: 'there is more text behind its end', fix: 'Keep one value in a file.' };
    }
    if (char === undefined) {
      const what =
        open.length === 0 ? 'it is empty' : `the file ends within ${inside === '{' ? 'an object' : 'a list'}`;
      return { at, what, fix: CUT };
    }
    if (char === '}' || char === ']') {
      if (comma >= 0) {
        const fix = `Remove the comma${lineOf(text, comma) === lineOf(text, at) ? '' : ` at the end of line ${lineOf(text, comma)}`}.`;
        return { at, what: `a comma stands after the last item, before this ${char}`, fix };
      }
      const fits = inside === (char === '}' ? '{' : '[') && (state === 'after' || begun);
      if (!fits) {
        const meant = inside === '{' ? '}' : ']';
        return {
          at,
          what:
            state === 'after'
              ? `${char} closes what ${inside ?? 'nothing'} opened`
              : 'a value is missing here',
          fix: state === 'after' ? `Write ${meant}.` : 'Write null where there is none.',
        };
      }
      open.pop();
      [state, begun, at] = ['after', false, at + 1];
      continue;
    }
    begun = false;
    if (state === 'after') {
      if (char !== ',') {
        const next = '"{[-0123456789tfn'.includes(char);
        if (next)
          return {
            at,
            what: 'a comma is missing before this',
            fix: 'Write the comma; a quotation mark within a text is written \\".',
          };
        return oddToken(text, at, 'a comma');
      }
      [comma, at] = [at, at + 1];
      state = inside === '{' ? 'key' : 'value';
      continue;
    }
    if (state === 'colon') {
      if (char !== ':') return { at, what: 'a colon is missing before this', fix: 'Write "key": value.' };
      [state, at] = ['value', at + 1];
      continue;
    }
    if (char === ',' && state === 'value' && comma < 0)
      return { at, what: 'a value is missing before this comma', fix: 'Remove the comma.' };
    if (char === ',') return { at, what: 'two commas stand in a row', fix: 'Remove one of them.' };
    comma = -1;
    if (char === '"') {
      const end = endOfString(text, at);
      if (typeof end !== 'number') return end;
      [state, at] = [state === 'key' ? 'colon' : 'after', end];
      continue;
    }
    if (state === 'key') return oddToken(text, at, 'a key in "…"');
    if (char === '{' || char === '[') {
      open.push(char);
      [state, begun, at] = [char === '{' ? 'key' : 'value', true, at + 1];
      continue;
    }
    const number = matchAt(NUMBER, text, at);
    const word = number === '' ? matchAt(WORD, text, at) : '';
    if (number === '' && !LITERALS.has(word)) return oddToken(text, at, 'a value');
    [state, at] = ['after', at + Math.max(number.length, word.length)];
  }
}

function lineOf(text: string, at: number): number {
  let line = 1;
  for (let next = text.indexOf('\n'); next >= 0 && next < at; next = text.indexOf('\n', next + 1)) line += 1;
  return line;
}

/** The first fault of a text; `undefined` for one that is JSON. */
export function syntaxFault(text: string): SyntaxFault | undefined {
  const fault = walk(text);
  if (fault === undefined) return undefined;
  const { at, ...rest } = fault;
  return { line: lineOf(text, at), column: at - text.lastIndexOf('\n', at - 1), ...rest };
}
