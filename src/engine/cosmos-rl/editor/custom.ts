/** The `[custom]` tables of our entry scripts, for the editor; the engine takes any table there. */
import { CUSTOM_KEYS, type CustomKey, type CustomType } from '../../../config/custom-keys.ts';
import type { EditorNode } from '../../editor-node.ts';

const TYPES: Readonly<Record<CustomType, EditorNode>> = {
  text: { type: 'string' },
  texts: { type: 'array', items: { type: 'string' } },
  numbers: { type: 'array', items: { type: 'number' } },
  number: { type: 'number' },
  whole: { type: 'integer' },
};

const OURS: Readonly<Record<string, CustomKey>> = {
  preset: ['text', 'The preset this file was made from; read by cookbook-run, not given to the engine.'],
};

/** The table itself, with those that are known. */
export function customNode(): EditorNode {
  const tables = Object.entries({ ...CUSTOM_KEYS, cookbook_run: OURS }).map(([name, keys]) => {
    const properties = Object.entries(keys).map(([key, [type, description]]) => {
      const { type: json, ...items } = TYPES[type];
      return [key, { type: json, description, ...items }];
    });
    return [name, { type: 'object', properties: Object.fromEntries(properties), additionalProperties: true }];
  });
  return { type: 'object', properties: Object.fromEntries(tables), additionalProperties: true };
}
