/** Where the keys of object literals stand in a JavaScript or TypeScript text, so that a problem can name its line. */

/** A place in a file, counted from 1. */
export interface LiteralPlace {
  readonly line: number;
  readonly column: number;
}

/** Comments, strings and templates, words and numbers, and the signs that open, close and separate. */
const TOKEN =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|[\w$.]+|[{}[\](),:;]|\S/g;

const isKey = (token: string) => /^[\w$]+$/.test(token) || /^(['"]).*\1$/.test(token);

/**
 * The place of each key by dotted path, counted from the literal that holds it: `config.train.epoch`. The first place
 * wins. It reads tokens, not grammar: what it does not find has no place, and nothing else depends on it.
 */
export function literalPlaces(text: string): ReadonlyMap<string, LiteralPlace> {
  const places = new Map<string, LiteralPlace>();
  const stack: (string | undefined)[] = [];
  let previous: { readonly text: string; readonly index: number } | undefined;
  let key: string | undefined;
  let lineStart = 0;
  let line = 1;
  let seen = 0;
  for (const match of text.matchAll(TOKEN)) {
    const token = match[0];
    if (token.startsWith('//') || token.startsWith('/*')) continue;
    if (token === '{' || token === '[' || token === '(') {
      stack.push(token === '{' ? (key ?? '') : undefined);
      key = undefined;
    } else if (token === '}' || token === ']' || token === ')') {
      stack.pop();
      key = undefined;
    } else if (token === ',' || token === ';') key = undefined;
    else if (token === ':' && previous !== undefined && isKey(previous.text) && stack.at(-1) !== undefined) {
      key = previous.text.replace(/^['"]|['"]$/g, '');
      const path = [...stack.filter((part) => part !== undefined && part !== ''), key].join('.');
      for (
        let at = text.indexOf('\n', seen);
        at !== -1 && at < previous.index;
        at = text.indexOf('\n', at + 1)
      ) {
        line += 1;
        lineStart = at + 1;
        seen = at + 1;
      }
      if (!places.has(path)) places.set(path, { line, column: previous.index - lineStart + 1 });
    }
    previous = { text: token, index: match.index };
  }
  return places;
}
