/** Recorded facts of cosmos-framework, with whole numbers and floats kept apart. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TomlTable, TomlValue } from '../../../src/config/value.ts';

type Marked = string | number | boolean | readonly Marked[] | { readonly [key: string]: Marked };

function plainValue(value: Marked): TomlValue {
  if (typeof value === 'number') return BigInt(value);
  if (Array.isArray(value)) return value.map((item) => plainValue(item as Marked));
  if (typeof value !== 'object') return value;
  const table = value as Readonly<Record<string, Marked>>;
  if (typeof table['float'] === 'string') return Number(table['float']);
  return Object.fromEntries(Object.entries(table).map(([key, item]) => [key, plainValue(item)]));
}

const fixture = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/framework', name), 'utf8'));

/** One change of a published TOML, and what the real classes said of it. */
interface RecordedDecision {
  readonly name: string;
  readonly toml: TomlTable;
  readonly accepts: boolean;
  readonly errors: readonly { readonly key: string; readonly type: string }[];
  readonly dropped: readonly string[] | null;
  readonly overrides: readonly string[] | null;
  readonly loadError: string | null;
}

export function recordedDecisions(): readonly RecordedDecision[] {
  const { overrides, cases } = fixture('decisions.json');
  return cases.map((one: Record<string, unknown>) => ({
    ...one,
    toml: plainValue(one['toml'] as Marked),
    overrides:
      (one['overrides'] as readonly (string | number)[] | null)?.map((word) =>
        typeof word === 'number' ? overrides[word] : word,
      ) ?? null,
  }));
}

export function publishedRecipes(): ReadonlyArray<
  readonly [name: string, recipe: { readonly toml: TomlTable; readonly overrides: readonly string[] }]
> {
  return Object.entries(
    fixture('recipes.json') as Record<string, { toml: Marked; overrides: readonly string[] }>,
  ).map(([name, { toml, overrides }]) => [name, { toml: plainValue(toml) as TomlTable, overrides }]);
}
