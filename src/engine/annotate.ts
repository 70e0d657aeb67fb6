/** A config as a TOML with comments: what each key is, and why the preset has this value. */
import { writeTomlValue } from '../config/toml.ts';
import { isTable, joinKey, type TomlTable, type TomlValue } from '../config/value.ts';

/** What the comments are made of. */
interface TomlAnnotation {
  /** What is said of a key, whatever its value. */
  about(key: string): readonly string[];
  /** Lines for the head of the file. */
  readonly head: readonly string[];
  /** Lines for a table, shown below its header; the key is dotted. */
  readonly tables: ReadonlyMap<string, readonly string[]>;
  /** Why a key has this value, by dotted key. */
  readonly reasons: ReadonlyMap<string, string>;
}

const WIDTH = 100;

function comment(text: string): readonly string[] {
  const lines: string[] = [];
  let line = '#';
  for (const word of text.split(/\s+/)) {
    if (line.length + 1 + word.length > WIDTH && line !== '#') {
      lines.push(line);
      line = '#  ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

function entry(key: string, name: string, value: TomlValue, annotation: TomlAnnotation): readonly string[] {
  const texts = [...annotation.about(key), annotation.reasons.get(key)];
  return [
    ...texts.flatMap((text) => (text === undefined || text === '' ? [] : comment(text))),
    `${joinKey([name])} = ${writeTomlValue(value)}`,
  ];
}

function tableLines(
  table: TomlTable,
  path: readonly string[],
  annotation: TomlAnnotation,
): readonly string[] {
  const entries = Object.entries(table);
  const plain = entries.filter(([, value]) => !isTable(value));
  const below = entries.filter(([, value]) => isTable(value));
  const key = joinKey(path);
  const notes = annotation.tables.get(key) ?? [];
  const header = path.length === 0 || (plain.length === 0 && notes.length === 0) ? [] : ['', `[${key}]`];
  return [
    ...header,
    ...notes.flatMap(comment),
    ...plain.flatMap(([name, value]) => entry(joinKey([...path, name]), name, value, annotation)),
    ...below.flatMap(([name, value]) => tableLines(value as TomlTable, [...path, name], annotation)),
  ];
}

/** The text; read again it is the same config, value for value and in the same order. */
export function annotatedToml(config: TomlTable, annotation: TomlAnnotation): string {
  return `${[...annotation.head, ...tableLines(config, [], annotation)].join('\n')}\n`;
}
