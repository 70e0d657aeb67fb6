/** A page as a value, and its two renderings: what stands in the Markdown stands in the HTML. */
import { plain } from '../../plain.ts';
import { escaped, factsHtml, section, tableHtml } from '../../report/run-page/html.ts';

/** A text of a table, or a link. */
export type Cell = string | readonly [text: string, target: string];

/** A part of a page; texts are plain. */
export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: ReadonlyArray<readonly [name: string, value: string]> }
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly Cell[])[];
    }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'links'; readonly links: ReadonlyArray<readonly [text: string, target: string]> }
  | { readonly kind: 'trend'; readonly label: string; readonly values: readonly number[] };

/** Sections without a block are left out. */
export interface Page {
  readonly title: string;
  readonly headline: string;
  readonly sections: ReadonlyArray<{ readonly title: string; readonly blocks: readonly Block[] }>;
}

const BARS = '▁▂▃▄▅▆▇█';

/** The values as a row of bars, for a page without pictures. */
export function bars(values: readonly number[]): string {
  const known = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return values
    .map((value) =>
      Number.isFinite(value)
        ? BARS[high === low ? 0 : Math.round(((value - low) / (high - low)) * (BARS.length - 1))]
        : ' ',
    )
    .join('');
}

/** Characters that mean something in Markdown or HTML mean themselves. */
const md = (text: string) => plain(text).replace(/[\\`*_[\]<>|#]/g, (one) => `\\${one}`);
const target = (path: string) => encodeURI(path).replace(/[()]/g, (one) => (one === '(' ? '%28' : '%29'));

const mdLink = ([text, to]: Exclude<Cell, string>) => `[${md(text)}](${target(to)})`;
const mdCell = (cell: Cell) => (typeof cell === 'string' ? md(cell) : mdLink(cell));

function markdownOf(block: Block): string {
  switch (block.kind) {
    case 'text':
      return md(block.text);
    case 'facts':
      return block.facts.map(([name, value]) => `- ${md(name)}: ${md(value)}`).join('\n');
    case 'list':
      return block.items.map((item) => `- ${md(item)}`).join('\n');
    case 'links':
      return block.links.map((one) => `- ${mdLink(one)}`).join('\n');
    case 'trend':
      return `${md(block.label)}: ${bars(block.values)}`;
    case 'table':
      return [block.head, block.head.map(() => '---'), ...block.rows.map((row) => row.map(mdCell))]
        .map((line) => `| ${line.join(' | ')} |`)
        .join('\n');
  }
}

/** The page as Markdown. */
export function markdown(page: Page): string {
  const parts = page.sections.flatMap(({ title, blocks }) =>
    blocks.length === 0 ? [] : [`## ${md(title)}`, ...blocks.map(markdownOf)],
  );
  return `${[`# ${md(page.title)}`, `**${md(page.headline)}**`, ...parts].join('\n\n')}\n`;
}

const [WIDTH, HEIGHT] = [420, 60];

/** The values as a line; gaps where a value is not finite. */
function trendHtml(label: string, values: readonly number[]): string {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return '';
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const x = (index: number) => (values.length === 1 ? WIDTH / 2 : (index / (values.length - 1)) * WIDTH);
  const y = (value: number) =>
    HEIGHT - 4 - (high === low ? 0.5 : (value - low) / (high - low)) * (HEIGHT - 8);
  const at = values.flatMap((value, index) =>
    Number.isFinite(value) ? [[x(index).toFixed(1), y(value).toFixed(1)] as const] : [],
  );
  const dots = at.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="2.5"/>`).join('');
  const points = at.map((one) => one.join(',')).join(' ');
  return `<figure><figcaption>${escaped(label)}</figcaption><svg viewBox="-4 0 ${WIDTH + 8} ${HEIGHT}" role="img" aria-label="${escaped(label)}"><polyline points="${points}"/>${dots}</svg></figure>`;
}

/** What stands between backticks is to be typed, or is a name. */
const html = (text: string) => escaped(plain(text)).replace(/`([^`]+)`/g, '<code>$1</code>');
const htmlLink = ([text, to]: Exclude<Cell, string>) => `<a href="${escaped(target(to))}">${html(text)}</a>`;
const htmlCell = (cell: Cell) => (typeof cell === 'string' ? html(cell) : htmlLink(cell));

/** Each cell says under which head it stands, since on a phone they stand below each other. */
function stacked(head: readonly string[], table: string): string {
  let place = 0;
  return table.replace(/<td>/g, () => {
    const name = head[place % head.length] ?? '';
    place += 1;
    return `<td data-head="${escaped(name)}">`;
  });
}

function htmlOf(block: Block): string {
  switch (block.kind) {
    case 'text':
      return `<p>${html(block.text)}</p>`;
    case 'facts':
      return factsHtml(block.facts.map(([name, value]) => [plain(name), html(value)]));
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${html(item)}</li>`).join('')}</ul>`;
    case 'links':
      return `<ul>${block.links.map((one) => `<li>${htmlLink(one)}</li>`).join('')}</ul>`;
    case 'trend':
      return trendHtml(plain(block.label), block.values);
    case 'table':
      return stacked(
        block.head,
        tableHtml(
          block.head.map(html),
          block.rows.map((row) => row.map(htmlCell)),
        ),
      );
  }
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#212529;background:#fff}
h1{font-size:1.3rem;margin:0}.headline{font-size:1.5rem;margin:.3rem 0 1.5rem}h2{font-size:1.05rem;margin:1.6rem 0 .4rem}
.wide{overflow-x:auto}table{border-collapse:collapse}th,td{text-align:left;padding:.25rem .9rem .25rem 0;border-bottom:1px solid #dee2e6;vertical-align:top}
dl{margin:0}dl div{display:flex;gap:1rem}dt{min-width:9rem;color:#5c636a}dd{margin:0}figure{margin:.6rem 0}figcaption{color:#5c636a}
code{font-size:.9em;overflow-wrap:anywhere}@media(max-width:40rem){dt{min-width:6rem}dd,td{overflow-wrap:anywhere}thead{display:none}tr{display:block;border-bottom:1px solid #adb5bd;padding:.4rem 0}td{display:flex;gap:1rem;border:0;padding:.1rem 0}td::before{content:attr(data-head);flex:0 0 6rem;opacity:.75}}
svg{width:100%;max-width:28rem}polyline{fill:none;stroke:#4c6ef5;stroke-width:2}circle{fill:#4c6ef5}
@media(prefers-color-scheme:dark){body{background:#16181a;color:#e9ecef}th,td{border-color:#343a40}dt,figcaption{color:#adb5bd}a{color:#91a7ff}}`;

/** The page as HTML that loads and runs nothing. */
export function htmlPage(page: Page): string {
  const parts = page.sections.map(({ title, blocks }) => section(title, blocks.map(htmlOf).join('\n')));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><title>${escaped(plain(page.title))}</title>
<style>${STYLE}</style></head><body>
<h1>${html(page.title)}</h1><p class="headline">${html(page.headline)}</p>
${parts.join('')}</body></html>
`;
}
