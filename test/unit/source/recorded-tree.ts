/** What a reader made of a TOML text, with its types, in a form that Python's answers have too (test/engine/read_toml.py). */
import { EngineDate } from '../../../src/config/toml-0.10/date.ts';

export type Tree = readonly [string, unknown];

/** The tree of a value. */
export function tree(value: unknown): Tree {
  if (typeof value === 'bigint') return ['int', String(value)];
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(value);
    return ['float', Number.isNaN(value) ? 'nan' : bytes.toString('hex')];
  }
  if (typeof value === 'boolean') return ['bool', value];
  if (typeof value === 'string') return ['str', value];
  if (Array.isArray(value)) return ['list', value.map(tree)];
  if (value instanceof EngineDate) return ['date', value.text];
  const members = Object.entries(value as object).map(([key, item]) => [key, tree(item)] as const);
  const codes = (text: string) => [...text].map((char) => char.codePointAt(0) ?? 0);
  const order = (a: string, b: string) => {
    const [left, right] = [codes(a), codes(b)];
    const i = left.findIndex((code, index) => code !== right[index]);
    return i < 0 ? left.length - right.length : (left[i] ?? 0) - (right[i] ?? -1);
  };
  return ['table', members.sort(([a], [b]) => order(a, b))];
}
