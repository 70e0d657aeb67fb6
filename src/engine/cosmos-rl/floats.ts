/** Integers given for keys that are floats become floats: `[0.9, 1]` would not survive the engine's TOML reader. */
import { joinKey, leavesOf, type TomlTable, type TomlValue, withValue } from '../../config/value.ts';
import { type Kind, schemaOf } from './schema/schema.ts';
import type { CosmosRl } from './versions.ts';

const onlyFloat = (kinds: readonly Kind[] | undefined) =>
  kinds?.includes('float') === true && !kinds.includes('int');

const asFloat = (value: TomlValue): TomlValue => (typeof value === 'bigint' ? Number(value) : value);

/** The config with a float wherever the engine has nothing else. */
export function withFloats(config: TomlTable, engine: CosmosRl): TomlTable {
  const schema = schemaOf(engine.known);
  let result = config;
  for (const [path, value] of leavesOf(config)) {
    const field = schema.get(joinKey(path));
    const items = Array.isArray(value) && onlyFloat(field?.items);
    if (items && value.some((item) => typeof item === 'bigint'))
      result = withValue(result, path, value.map(asFloat));
    else if (typeof value === 'bigint' && onlyFloat(field?.kinds))
      result = withValue(result, path, asFloat(value));
  }
  return result;
}
