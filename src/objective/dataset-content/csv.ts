/** Records of a table of comma- or tab-separated values (RFC 4180), as far as they lie in the text that was read. */
import { parseJson } from '../../json/read.ts';

/** Fields of the rows; a row that the text cuts off is left out where `cut`. */
export function rowsOf(text: string, separator: string, cut: boolean, most: number): readonly string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length && rows.length < most; at += 1) {
    const char = text[at];
    if (quoted) {
      if (char !== '"') field += char;
      else if (text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (char === '"' && field === '') quoted = true;
    else if (char === separator || char === '\n') {
      row.push(field.endsWith('\r') ? field.slice(0, -1) : field);
      field = '';
      if (char === separator) continue;
      if (row.some((one) => one !== '')) rows.push(row);
      row = [];
    } else field += char;
  }
  if (!cut && rows.length < most && (field !== '' || row.length > 0)) rows.push([...row, field]);
  return rows;
}

/** A number is read as one, and a list or an object that was written as JSON too. */
function cellOf(field: string): unknown {
  const text = field.trim();
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (!/^[[{]/.test(text)) return field;
  const json = parseJson(text);
  return json.ok ? json.value : field;
}

/** One record for each row under the header. */
export function recordsOf(rows: readonly (readonly string[])[]): readonly Record<string, unknown>[] {
  const [header = [], ...rest] = rows;
  const names = header.map((name) => name.replace(/^\ufeff/, '').trim());
  return rest.map((row) =>
    Object.fromEntries(
      names.flatMap((name, index) => (name === '' ? [] : [[name, cellOf(row[index] ?? '')] as const])),
    ),
  );
}
