/** What the classes behind the TOML say of a table: pydantic models that refuse unknown keys (configs/toml_config, 5eee9ed). */
import { isTable, joinKey, leavesOf, type TomlTable, type TomlValue } from '../../../config/value.ts';
import { type Converted, toBool, toFloat, toInt, toStr } from '../../pydantic-lax.ts';
import type { FieldType } from '../schema/fields.ts';
import { typeOf } from '../schema/schema.ts';
import { placeOf } from './overrides.ts';

/** One reason to reject. */
export interface Reason {
  readonly key: string;
  /** pydantic's type. */
  readonly type: string;
  /** A clause without the key: "is 1.5, but must be a whole number". */
  readonly message: string;
}

/** What was decided. */
export interface Decision {
  readonly accepts: boolean;
  readonly reasons: readonly Reason[];
  /** Accepted, and read by nobody under this task. */
  readonly dropped: readonly string[];
}

const SCALARS: Readonly<Record<string, (value: unknown) => Converted>> = {
  bool: toBool,
  int: toInt,
  float: toFloat,
  str: toStr,
};

const WORDS: Readonly<Record<string, string>> = {
  bool: 'true or false',
  int: 'a whole number',
  float: 'a number',
  str: 'a text',
};

function wanted(type: FieldType): string {
  const [, item = '', shape] = /^(\w+)(\[\]|\{\})?/.exec(type) ?? [];
  if (shape === '[]') return `a list of ${{ str: 'texts', int: 'whole numbers' }[item] ?? 'numbers'}`;
  return shape === '{}' || type === 'table' || type === 'any' ? 'a table' : (WORDS[item] ?? 'a value');
}

/** A value as it was written, shortened. */
function shown(value: TomlValue): string {
  if (typeof value === 'string')
    return value.length > 60 ? `${JSON.stringify(value.slice(0, 60))}…` : JSON.stringify(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (isTable(value)) return 'a table';
  if (typeof value === 'number' && Number.isInteger(value)) return value.toFixed(1);
  return value instanceof Date ? 'a date' : String(value);
}

function refused(path: readonly string[], value: TomlValue, type: FieldType, error: string): Reason {
  return { key: joinKey(path), type: error, message: `is ${shown(value)}, but must be ${wanted(type)}` };
}

function ofLeaf(path: readonly string[], value: TomlValue, type: FieldType): readonly Reason[] {
  const [, item = '', shape] = /^(\w+)(\[\]|\{\})?/.exec(type) ?? [];
  if (type === 'any') return isTable(value) ? [] : [refused(path, value, type, 'dict_type')];
  if (shape === '[]') {
    if (!Array.isArray(value)) return [refused(path, value, type, 'list_type')];
    return value.flatMap((one, index) => ofLeaf([...path, String(index)], one as TomlValue, item));
  }
  if (shape === '{}') {
    if (!isTable(value)) return [refused(path, value, type, 'dict_type')];
    return Object.entries(value).flatMap(([name, one]) => ofLeaf([...path, name], one, item));
  }
  const converted = SCALARS[item]?.(value);
  return converted !== undefined && 'error' in converted ? [refused(path, value, type, converted.error)] : [];
}

function ofTable(table: TomlTable, path: readonly string[]): readonly Reason[] {
  return Object.entries(table).flatMap(([name, value]) => {
    const below = [...path, name];
    const type = typeOf(below);
    if (type === undefined)
      return [
        { key: joinKey(below), type: 'extra_forbidden', message: 'is a key that the trainer does not have' },
      ];
    if (type !== 'table') return ofLeaf(below, value, type);
    return isTable(value) ? ofTable(value, below) : [refused(below, value, type, 'model_type')];
  });
}

/** Decides about a whole file; what is dropped is told of a rejected one too. */
export function decide(table: TomlTable): Decision {
  const reasons = ofTable(table, []);
  const dropped = leavesOf(table)
    .filter(([path, value]) => value !== '???' && path[0] !== 'custom' && placeOf(table, path) === null)
    .map(([path]) => joinKey(path));
  return { accepts: reasons.length === 0, reasons, dropped };
}
