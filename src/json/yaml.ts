/** Plain data as YAML 1.2 that YAML 1.1 readers read alike: block style, every text in double quotes or as a literal block. */

/** What YAML is written from. */
export type Yaml = string | number | boolean | readonly Yaml[] | { readonly [key: string]: Yaml };

/** A literal block keeps a text of several lines as it is, if no line of it begins or ends with what readers take away. */
function literal(text: string, indent: string): string | undefined {
  if (!/^\S[\s\S]*\n$/.test(text) || /[^\n\t\x20-\x7e]|[ \t]\n|\n\n$/.test(text)) return undefined;
  const lines = text.slice(0, -1).split('\n');
  return `|\n${lines.map((line) => (line === '' ? '' : `${indent}${line}`)).join('\n')}`;
}

function scalar(value: string | number | boolean, indent: string): string {
  return typeof value === 'string' ? (literal(value, indent) ?? JSON.stringify(value)) : String(value);
}

/** Words that YAML 1.1 takes for a truth or for nothing. */
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

const keyText = (key: string) =>
  /^[A-Za-z_][\w.-]*$/.test(key) && !WORDS.test(key) ? key : JSON.stringify(key);

function block(value: Yaml, indent: string): string {
  const below = `${indent}  `;
  if (typeof value !== 'object') return ` ${scalar(value, indent)}`;
  if (Array.isArray(value)) {
    const items = value as readonly Yaml[];
    if (items.length === 0) return ' []';
    // The first key of a table stands on the line of its dash.
    return `\n${items.map((item) => `${indent}-${typeof item === 'object' ? block(item, below).replace(/^\n\s*/, ' ') : block(item, below)}`).join('\n')}`;
  }
  const entries = Object.entries(value as { readonly [key: string]: Yaml });
  if (entries.length === 0) return ' {}';
  return `\n${entries.map(([key, inner]) => `${indent}${keyText(key)}:${block(inner, below)}`).join('\n')}`;
}

/** The text of a table. */
export function yamlText(value: { readonly [key: string]: Yaml }): string {
  return `${block(value, '').trimStart()}\n`;
}
