/**
 * JSON as the entry scripts write it, `json.dumps(value, indent=2, ensure_ascii=False)`: keys in their order and numbers
 * with their kind, which JSON.parse forgets (`2.0` becomes 2, and the key "10" moves to the front).
 */

import { isObject } from '../../json/object.ts';

/**
 * A JSON value as it is written: the entries of an object, the items of a list, or the text of anything else; `plain` is a
 * value that JSON.parse has not changed, which is most of them and is faster by far.
 */
export type JsonNode =
  | { readonly plain: unknown }
  | { readonly entries: ReadonlyArray<readonly [string, JsonNode]> }
  | { readonly items: readonly JsonNode[] }
  | { readonly scalar: string };

const STRING = /"(?:[^"\\]|\\.)*"/y;
const ATOM = /[^\s,\]}:]+/y;

/** Python's `repr` of a float, from its JSON text; a whole number stays what it is. */
function pythonNumber(text: string): string {
  if (!/[.eE]/.test(text)) return text === '-0' ? '0' : text;
  const value = Number(text);
  if (!Number.isFinite(value)) return value < 0 ? '-Infinity' : 'Infinity';
  if (Object.is(value, -0)) return '-0.0';
  const [digits = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (value !== 0 && (exponent < -4 || exponent >= 16)) {
    return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const plain = exponent < 0 ? value.toFixed(digits.replace(/[-.]/g, '').length - 1 - exponent) : `${value}`;
  return plain.includes('.') ? plain : `${plain}.0`;
}

/**
 * What JSON.parse and JSON.stringify may change: a fraction that ends in 0 or begins with many, an exponent, -0, a long
 * number, and a key of digits, which JavaScript moves to the front. Text that only looks so costs time, nothing else.
 */
const CHANGED = /\.\d*0(?!\d)|\.0000|\d[eE][-+\d]|-0(?![.\d])|[\d.]{16}|"\d+"\s*:/;

/** The nodes of a text that `parseJson` has read as `value`. */
export function nodesOf(text: string, value: unknown): JsonNode {
  return CHANGED.test(text) ? parseNodes(text) : { plain: value };
}

/** Reads a text that JSON.parse takes, at any depth that parseJson lets pass. */
export function parseNodes(text: string): JsonNode {
  let at = text.startsWith('\ufeff') ? 1 : 0;
  const blanks = (): void => {
    while (' \t\n\r'.includes(text[at] ?? '.')) at += 1;
  };
  const match = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? '';
    at += found.length;
    return found;
  };
  const sequence = <Part>(close: string, part: () => Part): readonly Part[] => {
    const parts: Part[] = [];
    at += 1;
    for (blanks(); text[at] !== close && at < text.length; blanks()) {
      parts.push(part());
      blanks();
      if (text[at] === ',') at += 1;
    }
    at += 1;
    return parts;
  };
  const value = (): JsonNode => {
    blanks();
    if (text[at] === '{') {
      const entries = sequence('}', (): readonly [string, JsonNode] => {
        const key = JSON.parse(match(STRING)) as string;
        blanks();
        at += 1;
        return [key, value()];
      });
      return { entries };
    }
    if (text[at] === '[') return { items: sequence(']', value) };
    if (text[at] === '"') return { scalar: JSON.stringify(JSON.parse(match(STRING))) };
    const atom = match(ATOM);
    return { scalar: /^[-\d]/.test(atom) ? pythonNumber(atom) : atom };
  };
  return value();
}

/** The value of a key; `undefined` where there is none. */
export function member(node: JsonNode | undefined, key: string): JsonNode | undefined {
  if (node === undefined) return undefined;
  if ('plain' in node) {
    const { plain } = node;
    return isObject(plain) && Object.hasOwn(plain, key) ? { plain: plain[key] } : undefined;
  }
  return 'entries' in node ? node.entries.find(([name]) => name === key)?.[1] : undefined;
}

/** Whether a node is an object. */
export function isObjectNode(node: JsonNode | undefined): boolean {
  return node !== undefined && ('plain' in node ? isObject(node.plain) : 'entries' in node);
}

/** An object of those of `keys` that `node` has, in the order of `keys`. */
export function picked(node: JsonNode, keys: readonly string[]): JsonNode {
  if ('plain' in node && isObject(node.plain)) {
    const { plain } = node;
    const found: Record<string, unknown> = {};
    for (const key of keys) if (Object.hasOwn(plain, key)) found[key] = plain[key];
    return { plain: found };
  }
  const entries = keys.flatMap((key) => {
    const value = member(node, key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return { entries };
}

/** The node as text, indented by two. */
export function pythonText(node: JsonNode, indent = ''): string {
  if ('plain' in node) {
    const text = JSON.stringify(node.plain, null, 2);
    return indent === '' ? text : text.replaceAll('\n', `\n${indent}`);
  }
  const deeper = `${indent}  `;
  const block = (open: string, close: string, parts: readonly string[]): string =>
    parts.length === 0
      ? `${open}${close}`
      : `${open}\n${parts.map((part) => `${deeper}${part}`).join(',\n')}\n${indent}${close}`;
  if ('scalar' in node) return node.scalar;
  if ('items' in node)
    return block(
      '[',
      ']',
      node.items.map((item) => pythonText(item, deeper)),
    );
  const parts = node.entries.map(([key, value]) => `${JSON.stringify(key)}: ${pythonText(value, deeper)}`);
  return block('{', '}', parts);
}

/** The node as text on one line: `json.dumps(value, ensure_ascii=False)`. */
export function pythonLine(node: JsonNode): string {
  if ('scalar' in node) return node.scalar;
  if ('items' in node) return `[${node.items.map(pythonLine).join(', ')}]`;
  if ('entries' in node) {
    return `{${node.entries.map(([key, value]) => `${JSON.stringify(key)}: ${pythonLine(value)}`).join(', ')}}`;
  }
  const { plain } = node;
  if (Array.isArray(plain)) return pythonLine({ items: plain.map((item) => ({ plain: item })) });
  if (isObject(plain)) {
    return pythonLine({ entries: Object.entries(plain).map(([key, value]) => [key, { plain: value }]) });
  }
  return JSON.stringify(plain);
}

/** The items of a list. */
export function itemsIn(node: JsonNode | undefined): readonly JsonNode[] {
  if (node === undefined) return [];
  if ('plain' in node) return Array.isArray(node.plain) ? node.plain.map((item) => ({ plain: item })) : [];
  return 'items' in node ? node.items : [];
}
