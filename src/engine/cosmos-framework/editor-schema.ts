/** A JSON Schema of the trainer's TOML for editors, made of its keys and types; the sentences are ours. */
import type { EditorNode } from '../editor-node.ts';
import type { Engine } from '../engine.ts';
import { KEY_NOTES } from './key-notes.ts';
import type { FieldType } from './schema/fields.ts';
import { SCHEMA } from './schema/schema.ts';

const TYPES: Readonly<Record<string, string>> = {
  str: 'string',
  int: 'integer',
  float: 'number',
  bool: 'boolean',
};

function leaf(type: FieldType): EditorNode {
  const [, item = '', shape] = /^(\w+)(\[\]|\{\})?/.exec(type) ?? [];
  const one: EditorNode = { type: TYPES[item] ?? 'string' };
  if (type === 'any') return { type: 'object', additionalProperties: true };
  if (shape === '[]') return { type: 'array', items: one };
  return shape === '{}' ? { type: 'object', additionalProperties: one } : one;
}

function below(prefix: string): EditorNode {
  const names = Object.keys(SCHEMA.fields).filter(
    (key) => key.startsWith(prefix) && key !== '' && !key.slice(prefix.length).includes('.'),
  );
  const properties = names.map((key): readonly [string, EditorNode] => {
    const [type = 'str'] = SCHEMA.fields[key] ?? [];
    const description = KEY_NOTES[key];
    const node = type === 'table' ? below(`${key}.`) : leaf(type);
    return [key.slice(prefix.length), { ...(description === undefined ? {} : { description }), ...node }];
  });
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false };
}

/** The schema; unknown keys are errors there too, `[custom]` takes any. */
export function editorSchema({ name, known }: Engine): EditorNode {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `${name} ${known}`,
    description: `The TOML of a run of ${name} ${known}. A missing key is the value of the experiment; what has no key here is set below [custom.overrides].`,
    ...below(''),
  };
}
