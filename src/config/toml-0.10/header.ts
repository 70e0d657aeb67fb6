/** Table headers as Python `toml` 0.10.2 reads them (decoder.py, `loads`): names, then the table they open. */
import { cutsTo } from './line.ts';
import { at, Rejection, split, strip } from './python.ts';
import type { Level, Places, TomlNode, Tree } from './tree.ts';

/** The names of a header, and whether it opens an array of tables. */
function namesOf(
  line: string,
  start: number,
): { readonly names: readonly string[]; readonly array: boolean } {
  if (line.length === 1) throw new Rejection('a table header is not closed', start);
  const array = line.charAt(1) === '[';
  const close = array ? ']]' : ']';
  const inner = line.slice(array ? 2 : 1);
  const cuts = cutsTo(inner, close);
  const parts = split(inner, close, cuts);
  if (parts.length < cuts + 1 || strip(at(parts, -1)) !== '')
    throw new Rejection('a table header must close on its line, and nothing may follow it', start);
  const groups = parts.slice(0, -1).join(close).split('.');
  for (let i = 0; i < groups.length; i += 1) {
    const group = strip(groups[i] ?? '');
    groups[i] = group;
    if (group.startsWith('"') || group.startsWith("'")) {
      let text = group;
      let j = i + 1;
      while (text.charAt(0) !== text.at(-1) || text.length === 1) {
        j += 1;
        if (j > groups.length + 2) throw new Rejection(`the table name ${text} is not closed`, start);
        text = strip(groups.slice(i, j).join('.'));
      }
      groups.splice(i, j - i, text.slice(1, -1));
    } else if (!/^[A-Za-z0-9_-]+$/.test(group))
      throw new Rejection(`the table name \`${group}\` must stand in quotes`, start);
  }
  return { names: groups, array };
}

/** Python's `x[-1]` of a value that is no table. */
function lastOf(node: TomlNode, start: number): TomlNode {
  if (Array.isArray(node) && node.length > 0) return at(node as readonly TomlNode[], -1);
  if (typeof node === 'string' && node !== '') return node.slice(-1);
  throw new Rejection('a table header goes below a value that is no table', start);
}

/** One step down by a name that the table has already. */
function existing(
  table: Tree,
  name: string,
  last: boolean,
  array: boolean,
  implicit: string[],
  start: number,
): void {
  if (!last) return;
  const known = implicit.indexOf(name);
  if (known >= 0) {
    implicit.splice(known, 1);
    if (array) throw new Rejection(`\`${name}\` is a table already and cannot be a list of tables`, start);
    return;
  }
  const value = table.get(name);
  if (!array) throw new Rejection(`the table \`${name}\` is opened twice`, start);
  if (!Array.isArray(value)) throw new Rejection(`\`${name}\` is no list of tables`, start);
  table.set(name, [...(value as readonly TomlNode[]), new Map()]);
}

/** Opens the table of a header line. `implicit` holds names of tables that only deeper headers made; the reader forgets where. */
export function openTable(
  line: string,
  start: number,
  root: Tree,
  implicit: string[],
  places: Places,
): Level {
  const { names, array } = namesOf(line, start);
  const fresh = (last: boolean): TomlNode => (last && array ? [new Map()] : new Map());
  let node: TomlNode = root;
  const path: string[] = [];
  for (const [index, name] of names.entries()) {
    const last = index === names.length - 1;
    if (name === '') throw new Rejection('a table name is empty', start);
    if (node instanceof Map) {
      if (node.has(name)) existing(node, name, last, array, implicit, start);
      else {
        if (!last) implicit.push(name);
        node.set(name, fresh(last));
      }
    } else {
      path.push(String(Array.isArray(node) ? node.length - 1 : 0));
      node = lastOf(node, start);
      if (!(node instanceof Map))
        throw new Rejection('a table header goes below a value that is no table', start);
      if (!node.has(name)) node.set(name, fresh(last));
    }
    node = (node as Tree).get(name) ?? '';
    path.push(name);
    places.note(path, { start, end: start + line.length });
    if (array && !(node instanceof Map)) {
      if (Array.isArray(node)) path.push(String(node.length - 1));
      node = lastOf(node, start);
    }
  }
  if (node instanceof Map) places.note(path, { start, end: start + line.length });
  return { node, path };
}
