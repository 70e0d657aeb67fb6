/** A line of a file with a caret below the place in question, as compilers show it. */
import type { Paint } from './style.ts';
import { columnsOf } from './wrap.ts';

/** Characters of a line that are shown at most. */
const WIDTH = 72;

/** What a terminal would take as a command, or would not show, as a dot. */
function visible(text: string): string {
  return text.replaceAll('\t', ' ').replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/g, '·');
}

/** How many characters the caret goes under: the key, or one. */
function length(rest: string): number {
  const key = /^\[{0,2}(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\p{L}\p{N}_.-])+\]{0,2}/u.exec(rest)?.[0];
  return Math.max(1, [...(key ?? '')].length);
}

/** Three lines: the margin, the line, the caret. Empty where the line is not in the text. */
export function excerpt(text: string, line: number, column: number, paint: Paint): readonly string[] {
  const raw = text.split('\n', line)[line - 1];
  if (raw === undefined) return [];
  const chars = [...raw];
  const from = column > WIDTH - 12 ? column - 24 : 0;
  const shown = chars.slice(from, from + WIDTH);
  const before = visible(shown.slice(0, column - 1 - from).join(''));
  const marked = shown.slice(column - 1 - from);
  const width = Math.min(length(marked.join('')), Math.max(1, marked.length));
  const carets = '^'.repeat(Math.max(1, columnsOf(visible(marked.slice(0, width).join('')))));
  const number = String(line);
  const margin = ' '.repeat(number.length);
  const start = from > 0 ? '…' : '';
  const end = chars.length > from + WIDTH ? '…' : '';
  return [
    paint('dim', `${margin} |`),
    `${paint('dim', `${number} |`)} ${start}${visible(shown.join(''))}${end}`,
    `${paint('dim', `${margin} |`)} ${' '.repeat(start.length + columnsOf(before))}${paint('yellow', carets)}`,
  ];
}
