/** The dumped files of every engine version: its JSON schema, and the defaults that a JSON schema does not hold. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KnownVersion } from '../known-versions.ts';

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

const FOLDER = dirname(fileURLToPath(import.meta.url));
const parsed = new Map<string, unknown>();

/** One file of a version, read when it is asked for: a verb needs one version, and all of them are most of its start. */
function fileOf(name: string): unknown {
  const known = parsed.get(name) ?? JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
  parsed.set(name, known);
  return known;
}

/** The JSON schema of the version's `Config`. */
export function rawSchema(version: KnownVersion): Node {
  return fileOf(`${version}.json`) as Node;
}

/** The defaults of every class of the version's `Config`. */
export function rawDefaults(version: KnownVersion): RawDefaults {
  return fileOf(`${version}.defaults.json`) as RawDefaults;
}

/** What a node stands for: its definition, and of a union of policies the one of SFT; the other member is GRPO. */
export function resolveNode(root: Node, node: Node): Node {
  if (node.$ref !== undefined) return root.$defs?.[node.$ref.replace('#/$defs/', '')] ?? {};
  const sft = node.oneOf?.find((member) => member.$ref?.includes('SFT') === true);
  return sft === undefined ? node : resolveNode(root, sft);
}
