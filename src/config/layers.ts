/** Layers of settings, from weak to strong, and the resolved config in which every value keeps its origin. */
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Form, Origin } from '../findings/finding.ts';
import { parseTomlValue } from './toml.ts';
import { isTable, joinKey, leavesOf, splitKey, type TomlTable, type TomlValue, withValue } from './value.ts';

/** One setting: a value at a path, or the removal of a key (`value` undefined). */
export interface Setting {
  readonly path: readonly string[];
  readonly value: TomlValue | undefined;
  readonly origin: Origin;
}

/** The config after all layers; `origins` is keyed by dotted leaf. */
export interface ResolvedConfig {
  readonly config: TomlTable;
  readonly origins: ReadonlyMap<string, Origin>;
  /** Keys that a layer removed on purpose. */
  readonly removed: ReadonlyMap<string, Origin>;
}

/** Settings of a whole table; `originOf` gives the place of each leaf. */
export function settingsOf(
  table: TomlTable,
  originOf: (path: readonly string[]) => Origin,
): readonly Setting[] {
  return leavesOf(table).map(([path, value]) => ({ path, value, origin: originOf(path) }));
}

/** Reads `a.b=c`, or `~a.b`. The value is TOML if it parses as TOML, else a bare string. Throws Failure 2. */
export function parseOverride(text: string, flag = text): Setting {
  const origin: Origin = { layer: 'flag', source: flag };
  if (text.startsWith('~')) {
    const path = splitKey(text.slice(1));
    if (path.length === 0 || text.includes('=')) throw overrideFailure(text);
    return { path, value: undefined, origin };
  }
  const at = text.indexOf('=');
  const path = at > 0 ? splitKey(text.slice(0, at).trim()) : [];
  if (path.length === 0 || joinKey(path).length === 0) throw overrideFailure(text);
  const raw = text.slice(at + 1).trim();
  return { path, value: parseTomlValue(raw) ?? raw, origin };
}

function overrideFailure(text: string): Failure {
  return new Failure(
    ExitCode.usage,
    `\`${text}\` is not an override`,
    'write `key.name=value`, for example `custom.vision.fps=2`, or `~key.name` to remove a key',
  );
}

/** Applies settings in order; later ones win. A table value replaces only the keys it names. */
export function resolve(settings: readonly Setting[]): ResolvedConfig {
  let config: TomlTable = {};
  const origins = new Map<string, Origin>();
  const removed = new Map<string, Origin>();
  const forget = (path: readonly string[]) => {
    const key = joinKey(path);
    for (const known of [...origins.keys()]) {
      if (known === key || known.startsWith(`${key}.`)) origins.delete(known);
    }
  };
  const apply = (setting: Setting) => {
    const { path, value, origin } = setting;
    if (isTable(value) && Object.keys(value).length > 0) {
      for (const [below, leaf] of leavesOf(value)) apply({ path: [...path, ...below], value: leaf, origin });
      return;
    }
    forget(path);
    config = withValue(config, path, value);
    if (value === undefined) removed.set(joinKey(path), origin);
    else {
      origins.set(joinKey(path), origin);
      removed.delete(joinKey(path));
    }
  };
  for (const setting of settings) apply(setting);
  return { config, origins, removed };
}

/** Overrides, with the flag that was typed for a key where there was one; `--lora` stands for several keys. */
export function overrideForm(origins: ReadonlyMap<string, Origin>): Form {
  const flagOf = (key: string) => {
    const origin = origins.get(key);
    return origin?.layer === 'flag' ? /^(--(?!(?:lora|set)\b)[\w-]+) /.exec(origin.source)?.[1] : undefined;
  };
  return { kind: 'override', flagOf };
}

/** How an origin reads in a sentence: `preset reason1-av-caption`, `my.toml:3:1`, `--lr 1e-6`. */
export function describeOrigin(origin: Origin): string {
  if (origin.layer === 'file' || (origin.layer === 'preset' && origin.line !== undefined))
    return [origin.source, origin.line, origin.column].filter((x) => x !== undefined).join(':');
  if (origin.layer === 'preset') return `preset ${origin.source}`;
  return origin.layer === 'flag' ? origin.source : `${origin.layer} (${origin.source})`;
}
