/** Text from outside made harmless for a terminal and for a log that a machine reads. */

/** Controls (C0, C1), line and paragraph separators, and what turns the direction of writing. */
const HARMFUL = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

const escaped = (one: string): string => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Tokens whose form tells what they are, wherever they stand. */
export const TOKENS: ReadonlyArray<readonly [RegExp, string]> = [
  [/\bhf_[A-Za-z0-9]{16,}\b/g, 'a Hugging Face token'],
  [/\bnvapi-[\w-]{16,}/g, 'an NVIDIA API key'],
  [/\bgh[pousr]_[A-Za-z0-9]{20,}\b/g, 'a GitHub token'],
  [/\bAKIA[0-9A-Z]{16}\b/g, 'an AWS key id'],
];

/** The text with every such token replaced by what it is. */
export function masked(text: string): string {
  return TOKENS.reduce((rest, [shape, kind]) => rest.replace(shape, `[${kind}]`), text);
}

/** One line without controls and tokens; a control reads `\u001b`, which TOML and JSON read back as the same text. */
export function plain(text: string): string {
  return masked(text).replace(HARMFUL, escaped);
}

/** `plain` for every text in a value, keys included. */
export function plainDeep<T>(value: T): T {
  if (typeof value === 'string') return plain(value) as T;
  if (Array.isArray(value)) return value.map(plainDeep) as T;
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  const entries = Object.entries(value).map(([key, item]) => [plain(key), plainDeep(item)]);
  return Object.fromEntries(entries) as T;
}

/** How a text goes out: as lines of ours, as workflow commands of ours, or byte for byte as a file. */
export type Output = 'lines' | 'commands' | 'file';

/** The colours and weights that we use: another code, such as the one that conceals, comes from outside. */
const COLOUR = /(\u001b\[(?:1|2|22|31|32|33|36|39)m)/;

/** The last line of defence: lines without controls (colours only where they are wanted) that no CI takes for its commands. */
export function guarded(text: string, colours: boolean, atLineStart: boolean, as: Output): string {
  if (as === 'file') return text;
  const clean = (part: string) =>
    part.replace(HARMFUL, (one) => (one === '\n' || one === '\t' ? one : escaped(one)));
  const safe = masked(text);
  const shown = colours
    ? safe
        .split(COLOUR)
        .map((part, index) => (index % 2 === 1 ? part : clean(part)))
        .join('')
    : clean(safe);
  const mild = shown.replace(/##(?=\[)/g, '#\\u0023');
  if (as === 'commands') return mild;
  // A runner of GitHub Actions trims a line and takes `::` for a command, and `##[` anywhere in it.
  const begin = atLineStart ? /(^|\n)(\s*):(?=:)/g : /(\n)(\s*):(?=:)/g;
  return mild.replace(begin, '$1$2\\u003a');
}
