/** Inline tables as Python `toml` 0.10.2 reads them (decoder.py, `load_inline_object`). */
import { readLine } from './line.ts';
import { at, MOST_PIECES, Rejection, strip } from './python.ts';
import type { Level, Places, TextPiece } from './tree.ts';

/** Whether a piece between commas is a whole value. */
function complete(value: string): boolean {
  const first = at(value, 0);
  const last = value.at(-1);
  return (
    (first === last && (first === '"' || first === "'")) ||
    '-0123456789'.includes(first) ||
    value === 'true' ||
    value === 'false' ||
    (first === '[' && last === ']') ||
    (first === '{' && last === '}')
  );
}

/** Fills `level` from `{ … }`. */
export function readInline(piece: TextPiece, level: Level, places: Places): void {
  const inner = piece.text.slice(1, -1);
  const waiting = inner.split(',');
  if (waiting.length === 1 && strip(inner) === '') return;
  const groups: TextPiece[] = [];
  let offset = piece.at + 1;
  let text = '';
  let joins = 0;
  for (const [index, part] of waiting.entries()) {
    if (text !== '') joins += 1;
    if (joins > MOST_PIECES)
      throw new Rejection('an inline table has more commas than the engine can read', offset);
    text = text === '' ? part : `${text},${part}`;
    const equals = text.indexOf('=');
    if (equals < 0) throw new Rejection('an inline table needs `key = value` between commas', offset);
    if (complete(strip(text.slice(equals + 1)))) {
      groups.push({ text, at: offset });
      offset += text.length + 1;
      text = '';
    } else if (index === waiting.length - 1)
      throw new Rejection('a value of an inline table cannot be read by the engine', offset);
  }
  for (const group of groups) if (readLine(group, level, places, false) !== undefined) return;
}
