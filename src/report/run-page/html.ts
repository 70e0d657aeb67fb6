/** Small pieces of HTML; every text from outside goes through `escaped`. */
import { gigabytes } from '../../findings/amounts.ts';
import { escaped } from '../data-html.ts';

export { escaped };

/** A table; cells are HTML. Empty without rows. */
export function tableHtml(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[], tag: 'th' | 'td') =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
  return `<div class="wide"><table><thead>${line(head, 'th')}</thead><tbody>${rows.map((row) => line(row, 'td')).join('\n')}</tbody></table></div>`;
}

/** A section with a heading; nothing where there is no content. */
export function section(title: string, content: string, id?: string): string {
  return content === ''
    ? ''
    : `<section${id === undefined ? '' : ` id="${id}"`}><h2>${escaped(title)}</h2>\n${content}</section>\n`;
}

/** Names and values; values are HTML. */
export function factsHtml(facts: readonly (readonly [string, string | undefined])[]): string {
  const known = facts.filter((fact): fact is readonly [string, string] => fact[1] !== undefined);
  return known.length === 0
    ? ''
    : `<dl>${known.map(([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${value}</dd></div>`).join('\n')}</dl>`;
}

/** Bytes as GB, MB or kB of 1000. */
export function bytesText(bytes: number): string {
  if (bytes >= 1e9) return gigabytes(bytes);
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1e3)} kB`;
}

/** JSON that can stand inside a script element. */
export function jsonInHtml(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

/** An ISO time in words: `2026-11-28 20:30:11 UTC`. */
export function timeText(iso: string): string {
  return iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/, '$1 $2 UTC');
}
