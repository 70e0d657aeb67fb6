/** Plain tables whose cells wrap, so that nothing is cut off. */

import { wrap } from './wrap.ts';

/** A cell in lines; a word that is wider than its column is cut, since it would move the columns behind it. */
function cellLines(text: string, width: number): readonly string[] {
  if (text.length <= width) return [text];
  const cut = text.replace(new RegExp(`\\S{${width}}(?=\\S)`, 'gu'), '$& ');
  return wrap(cut, '', '', width).split('\n');
}

/**
 * Widths for columns that need `wanted` characters each, in `total`. The first column, which names the row, stays whole
 * where the others keep 12 characters each; what is too wide shares what is left.
 */
function columnWidths(wanted: readonly number[], total: number): readonly number[] {
  const [first = 0, ...others] = wanted;
  const space = total - 2 * (wanted.length - 1);
  const head = Math.min(first, Math.max(12, space - 12 * others.length));
  const rest = space - head;
  if (others.reduce((sum, width) => sum + width, 0) <= rest) return [head, ...others];
  const fair = Math.floor(rest / others.length);
  const small = others.filter((width) => width <= fair);
  const each = Math.floor(
    (rest - small.reduce((sum, width) => sum + width, 0)) / (others.length - small.length),
  );
  return [head, ...others.map((width) => (width <= fair ? width : Math.min(width, each)))];
}

/** Rows of cells as lines; a cell that is too wide for its column goes on below. */
export function tableLines(
  rows: ReadonlyArray<readonly string[]>,
  total: number,
): ReadonlyArray<readonly string[]> {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const wanted = Array.from({ length: columns }, (_, index) =>
    Math.max(...rows.map((row) => row[index]?.length ?? 0)),
  );
  const widths = columnWidths(wanted, total);
  return rows.map((row) => {
    const cells = row.map((cell, index) => cellLines(cell, widths[index] ?? total));
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, line) =>
      cells
        .map((cell, index) => (cell[line] ?? '').padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  });
}
