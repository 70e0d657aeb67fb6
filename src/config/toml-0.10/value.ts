/** Values as Python `toml` 0.10.2 reads them (decoder.py, `load_value`). */
import { readArray } from './array.ts';
import { EngineDate, readDate, readTime, startsLikeTime } from './date.ts';
import { readInline } from './inline.ts';
import { DEEPEST, pythonFloat, pythonInt, Rejection, strip } from './python.ts';
import { readString } from './string.ts';
import type { Level, Places, TextPiece, TomlNode, Tree } from './tree.ts';

/** `_strictly_valid_num`: leading zeros and misplaced underscores. */
export function strictlyValid(text: string): boolean {
  let digits = strip(text);
  if (digits === '' || digits.startsWith('_') || digits.endsWith('_')) return false;
  if (digits.includes('_.') || digits.includes('._')) return false;
  if (digits.length === 1) return true;
  if (/^0[^.obx]/s.test(digits)) return false;
  if (/^[+-]/.test(digits)) {
    digits = digits.slice(1);
    if (digits.length > 1 && /^0[^.]/s.test(digits)) return false;
  }
  return !digits.includes('__');
}

/** A number; integers and floats stay apart, and the minus is taken as `0 - x`, which loses that of `-0.0`. */
function readNumber(text: string): bigint | number {
  const negative = text.startsWith('-');
  const digits = text.replace(/^[+-]/, '').replaceAll('_', '');
  const lower = digits.toLowerCase();
  const special = lower === 'inf' || lower === 'nan';
  if (digits.includes('.') || special || (!digits.includes('x') && lower.includes('e'))) {
    if (digits.split('.').length > 1 && digits.split('.').slice(1).join('.') === '')
      throw new Rejection(`\`${text}\` has no digits after the point`);
    if (!special && !/^[0-9]/.test(digits))
      throw new Rejection(`\`${text}\` is no number: put text in quotes`);
    const value = pythonFloat(digits);
    if (value === undefined) throw new Rejection(`\`${text}\` is no number: put text in quotes`);
    return negative ? 0 - value : value;
  }
  const value = pythonInt(digits);
  if (value === undefined) throw new Rejection(`\`${text}\` is no value: put text in quotes`);
  return negative ? -value : value;
}

/** The type names by which a list must be of one kind. */
export function valueKindOf(node: TomlNode): string {
  if (node instanceof EngineDate) return node.kind;
  if (node instanceof Map) return 'table';
  if (Array.isArray(node)) return 'list';
  return typeof node;
}

/** One value. `path` is the key it belongs to. */
export function readValue(
  piece: TextPiece,
  path: readonly string[],
  places: Places,
  strict = true,
): TomlNode {
  const { text } = piece;
  if (text === '') throw new Rejection('a value is missing');
  if (path.length > DEEPEST) throw new Rejection('values are nested too deeply');
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^(true|false)$/i.test(text)) throw new Rejection(`\`${text}\` must be in small letters`);
  if (text.startsWith('"') || text.startsWith("'")) return readString(text);
  if (text.startsWith('[')) return readArray(piece, path, places);
  if (text.startsWith('{')) {
    const table: Tree = new Map();
    const level: Level = { node: table, path };
    readInline(piece, level, places);
    return table;
  }
  if (startsLikeTime(text)) return readTime(text);
  const date = readDate(text);
  if (date !== undefined) return date;
  if (!strict) throw new Rejection(`\`${text}\` has a leading zero or a misplaced underscore`);
  return readNumber(text);
}
