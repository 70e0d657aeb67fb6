/** How a value and a wanted type read in a sentence. */
import { isTable, type TomlValue } from '../../../config/value.ts';
import type { Node } from '../schema/raw.ts';

const LONGEST = 60;

/** A value as the user would write it, shortened. */
export function describe(value: TomlValue): string {
  if (typeof value === 'string') {
    const text = JSON.stringify(value);
    return text.length > LONGEST ? `${text.slice(0, LONGEST)}…"` : text;
  }
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (value instanceof Date) return 'a date';
  if (isTable(value)) return 'a table';
  if (typeof value === 'number' && Number.isInteger(value)) return value.toFixed(1);
  return String(value);
}

const WORDS: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  string: 'a text',
  object: 'a table',
  null: '',
};

/** What a node of the schema asks for. */
export function wanted(node: Node): string {
  if (node.anyOf !== undefined) return [...new Set(node.anyOf.map(wanted))].filter(Boolean).join(' or ');
  if (node.enum !== undefined) return `one of ${node.enum.map((item) => JSON.stringify(item)).join(', ')}`;
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.prefixItems !== undefined) return `a list of ${node.prefixItems.length} numbers`;
  if (node.type === 'array') {
    const item = node.items === undefined ? '' : (WORDS[node.items.type ?? ''] ?? '');
    return item === ''
      ? 'a list'
      : `a list of ${{ 'a text': 'texts', 'a table': 'tables' }[item] ?? 'numbers'}`;
  }
  return (
    WORDS[node.type ?? (node.$ref === undefined && node.properties === undefined ? '' : 'object')] ??
    'a value'
  );
}
