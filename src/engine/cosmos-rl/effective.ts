/** The value of a key that the workers will use, whether or not the config is accepted as a whole. */
import { getValue, splitKey, type TomlTable, type TomlValue, withValue } from '../../config/value.ts';
import { type EngineValue, isEngineTable } from './config-class/answer.ts';
import { decide } from './config-class/decision.ts';
import { fieldOf, schemaOf } from './schema/schema.ts';
import type { CosmosRl } from './versions.ts';

/** Looks up values of one config by dotted key. */
export interface EffectiveValues {
  /** After the engine's conversion, defaults and validators; else as written, or the default; nothing for unknown keys. */
  value(key: string): unknown;
  /** The value as a number, or `undefined`; of a key that takes whole numbers only such a one. */
  number(key: string): number | undefined;
  /** The value as the engine's bool. */
  bool(key: string): boolean;
}

const OUTPUT = ['train', 'output_dir'];

/** A missing output folder rejects a config, but says nothing about its other values. */
function effectiveTable(config: TomlTable, engine: Pick<CosmosRl, 'known'>): EngineValue {
  const own = decide(config, engine);
  if (own.accepts) return own.effective ?? {};
  const filled = withValue(config, OUTPUT, getValue(config, OUTPUT) ?? '');
  return decide(filled, engine).effective ?? {};
}

/** The values of `config` as `engine` uses them; decided once, at the first question. */
export function effectiveValues(config: TomlTable, engine: Pick<CosmosRl, 'known'>): EffectiveValues {
  let table: EngineValue | undefined;
  const value = (key: string): unknown => {
    const path = splitKey(key);
    table ??= effectiveTable(config, engine);
    let current: EngineValue | undefined = table;
    for (const part of path) current = isEngineTable(current) ? current[part] : undefined;
    if (current !== undefined) return current;
    // What the version does not know it does not use, whatever is written.
    const field = fieldOf(schemaOf(engine.known), key);
    return field === undefined ? undefined : (getValue(config, path) ?? field.default);
  };
  return {
    value,
    number(key) {
      const found = value(key) as TomlValue | undefined;
      if (typeof found === 'bigint') return Number(found);
      const number =
        typeof found === 'string' && found.trim() !== '' && Number.isFinite(Number(found))
          ? Number(found)
          : found;
      if (typeof number !== 'number') return undefined;
      // 1.5 or nan where the engine wants a whole number is for the rule about types; nobody can count with it.
      const kinds = fieldOf(schemaOf(engine.known), key)?.kinds ?? [];
      const counts = kinds.includes('int') && !kinds.includes('float');
      return counts && !Number.isInteger(number) ? undefined : number;
    },
    bool(key) {
      const found = value(key);
      return found === true || found === 1n || found === 1 || found === 'true' || found === 'yes';
    },
  };
}
