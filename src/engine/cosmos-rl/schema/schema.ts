/** The engine's own config schema per version, flattened to dotted keys. The JSON is dumped by scripts/dump_engine_schema.py. */
import type { KnownVersion } from '../versions.ts';
import { type Node, rawSchema, resolveNode } from './raw.ts';

/** TOML kinds; `table` with `free` keys takes anything. */
export type Kind = 'bool' | 'int' | 'float' | 'str' | 'list' | 'table' | 'null';

/** One key of the engine's config. */
export interface Field {
  readonly path: string;
  readonly kinds: readonly Kind[];
  /** Values the documentation allows. */
  readonly choices?: readonly unknown[];
  /** True where pydantic itself enforces the choices (Literal). */
  readonly choicesEnforced: boolean;
  /** Kinds of the members of a list. */
  readonly items?: readonly Kind[];
  readonly default: unknown;
  readonly description: string;
  /** For tables: any key is taken as it is. */
  readonly free: boolean;
}

/** All keys of one engine version; `sft` stands for `train.train_policy`. */
export type Schema = ReadonlyMap<string, Field>;

const KIND: Readonly<Record<string, Kind>> = {
  boolean: 'bool',
  integer: 'int',
  number: 'float',
  string: 'str',
  array: 'list',
  object: 'table',
  null: 'null',
};

class Flattener {
  readonly fields = new Map<string, Field>();
  readonly #root: Node;

  constructor(root: Node) {
    this.#root = root;
  }

  resolve(node: Node): Node {
    return resolveNode(this.#root, node);
  }

  kinds(node: Node): readonly Kind[] {
    const members = node.anyOf;
    if (members !== undefined)
      return [...new Set(members.flatMap((member) => this.kinds(this.resolve(member))))];
    if (node.properties !== undefined) return ['table'];
    const kind = KIND[node.type ?? ''];
    return kind === undefined ? [] : [kind];
  }

  visit(properties: Readonly<Record<string, Node>>, prefix: string): void {
    for (const [key, raw] of Object.entries(properties)) {
      const path = prefix === '' ? key : `${prefix}.${key}`;
      const node = this.resolve(raw);
      const members = (node.anyOf ?? [node]).map((member) => this.resolve(member));
      const nested = members.find((member) => member.properties !== undefined);
      const list = members.find((member) => member.type === 'array');
      const literal = members.find((member) => member.enum !== undefined || member.const !== undefined);
      const choices =
        raw.choices ?? literal?.enum ?? (literal?.const === undefined ? undefined : [literal.const]);
      const item = list?.items ?? list?.prefixItems?.[0];
      this.fields.set(path, {
        path,
        kinds: this.kinds(node),
        ...(choices === undefined ? {} : { choices }),
        choicesEnforced: raw.choices === undefined && literal !== undefined,
        ...(item === undefined ? {} : { items: this.kinds(this.resolve(item)) }),
        default: raw.default ?? node.default,
        description: String(raw.description ?? node.description ?? ''),
        free: members.some((member) => member.type === 'object' && member.properties === undefined),
      });
      if (nested?.properties !== undefined) this.visit(nested.properties, path);
    }
  }
}

const cache = new Map<KnownVersion, Schema>();

/** The schema of `version`, flattened once per process. */
export function schemaOf(version: KnownVersion): Schema {
  const known = cache.get(version);
  if (known !== undefined) return known;
  const root = rawSchema(version);
  const flattener = new Flattener(root);
  flattener.visit(root.properties ?? {}, '');
  cache.set(version, flattener.fields);
  return flattener.fields;
}

/** The field of `path`, or of the free table above it; `undefined` if the engine would drop the key. */
export function fieldOf(schema: Schema, path: string): Field | undefined {
  const own = schema.get(path);
  if (own !== undefined) return own;
  const parts = path.split('.');
  for (let length = parts.length - 1; length > 0; length -= 1) {
    const parent = schema.get(parts.slice(0, length).join('.'));
    if (parent !== undefined) return parent.free ? parent : undefined;
  }
  return undefined;
}
