/** Every key of an engine version, for suggestions: both trainers' tables, and every class wherever it is used. */
import type { KnownVersion } from '../versions.ts';
import { type Node, rawSchema } from './raw.ts';

/** One key: which trainers have it, and whether it is a table. */
interface KnownKey {
  readonly trainers: ReadonlySet<'sft' | 'grpo'>;
  readonly table: boolean;
}

type Keys = ReadonlyMap<string, KnownKey>;

const BOTH = ['sft', 'grpo'] as const;
const cache = new Map<KnownVersion, Keys>();

/** All keys of `version`, collected once per process. */
export function keysOf(version: KnownVersion): Keys {
  const known = cache.get(version);
  if (known !== undefined) return known;
  const root = rawSchema(version);
  const found = new Map<string, { trainers: Set<'sft' | 'grpo'>; table: boolean }>();
  const visit = (node: Node, prefix: string, trainers: ReadonlyArray<'sft' | 'grpo'>) => {
    for (const [key, raw] of Object.entries(node.properties ?? {})) {
      const path = `${prefix}${key}`;
      const members = raw.oneOf ?? raw.anyOf ?? [raw];
      const entry = found.get(path) ?? { trainers: new Set(), table: false };
      for (const trainer of trainers) entry.trainers.add(trainer);
      found.set(path, entry);
      for (const member of members) {
        const name = member.$ref?.replace('#/$defs/', '');
        const target = name === undefined ? member : (root.$defs?.[name] ?? {});
        if (target.type === 'object' || target.properties !== undefined) entry.table = true;
        const only =
          name === 'SFTDataConfig' ? ['sft' as const] : name === 'GrpoConfig' ? ['grpo' as const] : trainers;
        visit(target, `${path}.`, only);
      }
    }
  };
  visit(root, '', BOTH);
  cache.set(version, found);
  return found;
}
