/** The dumped files of every engine version: its JSON schema, and the defaults that a JSON schema does not hold. */
import type { KnownVersion } from '../versions.ts';
import d026 from './0.2.6.defaults.json' with { type: 'json' };
import v026 from './0.2.6.json' with { type: 'json' };
import d039 from './0.3.9.defaults.json' with { type: 'json' };
import v039 from './0.3.9.json' with { type: 'json' };
import d044 from './0.4.4.defaults.json' with { type: 'json' };
import v044 from './0.4.4.json' with { type: 'json' };
import d047 from './0.4.7.defaults.json' with { type: 'json' };
import v047 from './0.4.7.json' with { type: 'json' };

/** One node of pydantic's JSON schema; members of `anyOf` are in the order of the Python Union. */
export interface Node {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Node>>;
  readonly type?: string;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly items?: Node;
  readonly prefixItems?: readonly Node[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Node;
  readonly choices?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly title?: string;
  readonly default?: unknown;
  readonly description?: unknown;
}

/** A default as scripts/dump_engine_schema.py writes it. */
export type RawDefault =
  | null
  | boolean
  | number
  | string
  | readonly RawDefault[]
  | { readonly [key: string]: RawDefault };

/** Defaults by class and field. */
export type RawDefaults = Readonly<Record<string, Readonly<Record<string, RawDefault>>>>;

const SCHEMAS: Record<KnownVersion, unknown> = { '0.2.6': v026, '0.3.9': v039, '0.4.4': v044, '0.4.7': v047 };
const DEFAULTS: Record<KnownVersion, unknown> = {
  '0.2.6': d026,
  '0.3.9': d039,
  '0.4.4': d044,
  '0.4.7': d047,
};

/** The JSON schema of the version's `Config`. */
export function rawSchema(version: KnownVersion): Node {
  return SCHEMAS[version] as Node;
}

/** The defaults of every class of the version's `Config`. */
export function rawDefaults(version: KnownVersion): RawDefaults {
  return DEFAULTS[version] as RawDefaults;
}
