/** Converts a TOML value to what a node of the engine's schema asks for, as pydantic does: unions, lists, dicts, classes. */
import { isTable, joinKey, type TomlTable, type TomlValue } from '../../../config/value.ts';
import { type Converted, toBool, toFloat, toInt, toStr } from '../../pydantic-lax.ts';
import type { Node, RawDefault, RawDefaults } from '../schema/raw.ts';
import type { KnownVersion } from '../versions.ts';
import type { EngineTable, EngineValue, Reason } from './answer.ts';
import { constraintOf } from './constraint.ts';
import { describe, wanted } from './describe-value.ts';
import { VALIDATORS } from './validators/index.ts';

/** What one conversion needs and collects. */
export interface Conversion {
  readonly version: KnownVersion;
  readonly root: Node;
  readonly defaults: RawDefaults;
  readonly reasons: Reason[];
  readonly dropped: string[];
}

type Path = readonly string[];

const SCALARS: Readonly<Record<string, (value: unknown) => Converted>> = {
  boolean: toBool,
  integer: toInt,
  number: toFloat,
  string: toStr,
};
const EXACT: Readonly<Record<string, string>> = {
  boolean: 'boolean',
  integer: 'bigint',
  number: 'number',
  string: 'string',
};

/** The class a node refers to, with its name; `undefined` if it refers to none. */
function classOf(work: Conversion, node: Node): readonly [name: string, node: Node] | undefined {
  const name = node.$ref?.replace('#/$defs/', '');
  return name === undefined ? undefined : [name, work.root.$defs?.[name] ?? {}];
}

/** Converts `value`; `undefined` means that reasons were added. */
function convert(work: Conversion, node: Node, value: TomlValue, path: Path): EngineValue | undefined {
  const known = classOf(work, node);
  if (known !== undefined) return instance(work, known[0], known[1], value, path);
  if (node.oneOf !== undefined) return tagged(work, node.oneOf, value, path);
  if (node.anyOf !== undefined) return union(work, node, value, path);
  if (node.enum !== undefined || node.const !== undefined) {
    const allowed = node.enum ?? [node.const];
    return allowed.includes(value)
      ? (value as EngineValue)
      : reject(work, node, value, path, 'literal_error');
  }
  if (node.type === 'array') return list(work, node, value, path);
  if (node.type === 'object') return dict(work, node, value, path);
  const scalar = SCALARS[node.type ?? ''];
  // A node without a type is `Any`.
  if (scalar === undefined) return value as EngineValue;
  const converted = scalar(value);
  if ('error' in converted) return reject(work, node, value, path, converted.error);
  const broken = constraintOf(node, converted.value);
  return broken === undefined ? converted.value : reject(work, node, value, path, ...broken);
}

function reject(
  work: Conversion,
  node: Node,
  value: TomlValue,
  path: Path,
  type: string,
  wants = wanted(node),
): undefined {
  work.reasons.push({ key: joinKey(path), type, message: `is ${describe(value)}, but must be ${wants}` });
  return undefined;
}

/** pydantic's smart union: the member that has the value's very type, else the first that converts it. */
function union(work: Conversion, node: Node, value: TomlValue, path: Path): EngineValue | undefined {
  const members = (node.anyOf ?? []).filter((member) => member.type !== 'null');
  const exact = members.filter((member) => isExact(member, value));
  for (const member of [...exact, ...members]) {
    const attempt: Conversion = { ...work, reasons: [], dropped: [] };
    const converted = convert(attempt, member, value, path);
    if (converted !== undefined) {
      work.dropped.push(...attempt.dropped);
      return converted;
    }
    // A table for the one member that takes tables, a list for the one that takes lists: its own reasons say more.
    if (members.length === 1 || (typeof value === 'object' && takes(member, value))) {
      work.reasons.push(...attempt.reasons);
      work.dropped.push(...attempt.dropped);
      return undefined;
    }
  }
  const first = members[0];
  const type = first === undefined || first.type === undefined ? 'union' : `${first.type}_type`;
  return reject(work, node, value, path, type);
}

function isExact(member: Node, value: TomlValue): boolean {
  if (member.enum !== undefined) return member.enum.includes(value);
  if (member.const !== undefined) return member.const === value;
  return EXACT[member.type ?? ''] === typeof value;
}

function takes(member: Node, value: TomlValue): boolean {
  if (Array.isArray(value)) return member.type === 'array';
  return isTable(value) && (member.type === 'object' || member.$ref !== undefined);
}

/** The union of SFT and GRPO, told apart by `type`. */
function tagged(
  work: Conversion,
  members: readonly Node[],
  value: TomlValue,
  path: Path,
): EngineValue | undefined {
  if (!isTable(value)) {
    work.reasons.push({
      key: joinKey(path),
      type: 'model_attributes_type',
      message: `is ${describe(value)}, but must be a table`,
    });
    return undefined;
  }
  const tag = value['type'];
  const known = members.map((member) => classOf(work, member)).filter((member) => member !== undefined);
  const chosen = known.find(([, member]) => member.properties?.['type']?.const === tag);
  if (chosen !== undefined) return instance(work, chosen[0], chosen[1], value, path);
  const tags = known.map(([, member]) => `"${member.properties?.['type']?.const}"`).join(' or ');
  work.reasons.push({
    key: joinKey([...path, 'type']),
    type: tag === undefined ? 'union_tag_not_found' : 'union_tag_invalid',
    message: tag === undefined ? 'is missing' : `is ${describe(tag)}, but must be ${tags}`,
  });
  // Which keys it would drop is said for SFT, the likely meaning.
  const sft = known.find(([name]) => name.startsWith('SFT'));
  for (const key of Object.keys(value)) {
    if (sft !== undefined && sft[1].properties?.[key] === undefined)
      work.dropped.push(joinKey([...path, key]));
  }
  return undefined;
}

function list(work: Conversion, node: Node, value: TomlValue, path: Path): EngineValue | undefined {
  if (!Array.isArray(value))
    return reject(work, node, value, path, node.prefixItems === undefined ? 'list_type' : 'tuple_type');
  const items = value as readonly TomlValue[];
  const members = node.prefixItems;
  const converted = items
    .slice(0, members?.length)
    .map((item, index) =>
      convert(work, members?.[index] ?? node.items ?? {}, item, [...path, String(index)]),
    );
  if (members !== undefined && items.length !== members.length)
    return reject(work, node, value, path, items.length > members.length ? 'too_long' : 'missing');
  return converted.every((item) => item !== undefined) ? (converted as readonly EngineValue[]) : undefined;
}

function dict(work: Conversion, node: Node, value: TomlValue, path: Path): EngineValue | undefined {
  if (!isTable(value)) return reject(work, node, value, path, 'dict_type');
  const member = typeof node.additionalProperties === 'object' ? node.additionalProperties : {};
  const entries = Object.entries(value).map(
    ([key, item]) => [key, convert(work, member, item, [...path, key])] as const,
  );
  if (entries.some(([, item]) => item === undefined)) return undefined;
  return Object.fromEntries(entries) as EngineTable;
}

/** An instance of a class: known keys converted, unknown ones dropped, defaults filled in, its own validator run. */
export function instance(
  work: Conversion,
  name: string,
  node: Node,
  value: TomlValue,
  path: Path,
): EngineTable | undefined {
  if (!isTable(value)) return reject(work, node, value, path, 'model_type');
  const properties = node.properties ?? {};
  const before = work.reasons.length;
  const made: EngineTable = {};
  for (const [key, field] of Object.entries(properties)) {
    const below = [...path, key];
    const given = Object.hasOwn(value, key) ? value[key] : undefined;
    if (given !== undefined) {
      const converted = convert(work, field, given, below);
      if (converted !== undefined) made[key] = converted;
    } else if (node.required?.includes(key) === true) {
      work.reasons.push({ key: joinKey(below), type: 'missing', message: 'is missing' });
    } else {
      made[key] = defaultOf(work, name, key);
    }
  }
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(properties, key)) work.dropped.push(joinKey([...path, key]));
  }
  if (work.reasons.length > before) return undefined;
  const broken = VALIDATORS[name]?.(made, work.version);
  if (broken !== undefined) {
    // A validator names its key dotted, below its class.
    work.reasons.push({ ...broken, key: [joinKey(path), broken.key].filter(Boolean).join('.') });
    return undefined;
  }
  return made;
}

function defaultOf(work: Conversion, name: string, key: string): EngineValue {
  return revive(work, work.defaults[name]?.[key] ?? null);
}

/** A dumped default as a value; a class makes its own instance, so that its validators run as in Python. */
function revive(work: Conversion, raw: RawDefault): EngineValue {
  if (typeof raw === 'number') return BigInt(raw);
  if (Array.isArray(raw)) return raw.map((item) => revive(work, item as RawDefault));
  if (typeof raw !== 'object' || raw === null) return raw as EngineValue;
  const table = raw as Readonly<Record<string, RawDefault>>;
  if (typeof table['float'] === 'number') return table['float'];
  if (typeof table['model'] === 'string') {
    const node = work.root.$defs?.[table['model']] ?? {};
    const silent: Conversion = { ...work, reasons: [], dropped: [] };
    return instance(silent, table['model'], node, (table['set'] ?? {}) as TomlTable, []) ?? {};
  }
  return Object.fromEntries(Object.entries(table).map(([key, item]) => [key, revive(work, item)]));
}
