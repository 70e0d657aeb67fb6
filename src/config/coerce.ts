/** Which TOML values the engine's pydantic model takes for which kind (executed with the real Config, 0.2.6 to 0.4.7). */
import type { Kind } from '../engine/schema/schema.ts';
import { isTable, type TomlValue } from './value.ts';

const BOOL_TEXTS = new Set(['true', 'false', 'yes', 'no', 'on', 'off', 'y', 'n', 't', 'f', '1', '0']);

/** Whether pydantic (lax mode) converts `value` to `kind`. */
export function fits(value: TomlValue, kind: Kind): boolean {
  switch (kind) {
    case 'bool':
      if (typeof value === 'boolean') return true;
      if (typeof value === 'bigint') return value === 0n || value === 1n;
      if (typeof value === 'number') return value === 0 || value === 1;
      return typeof value === 'string' && BOOL_TEXTS.has(value.toLowerCase());
    case 'int':
      if (typeof value === 'bigint' || typeof value === 'boolean') return true;
      if (typeof value === 'number') return Number.isInteger(value);
      return typeof value === 'string' && /^\s*[+-]?\d+(_\d+)*(\.0*)?\s*$/.test(value);
    case 'float':
      if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return true;
      return (
        typeof value === 'string' &&
        value.trim() !== '' &&
        !Number.isNaN(Number(value.replace(/^([+-]?)(inf|infinity|nan)$/i, '0')))
      );
    case 'str':
      return typeof value === 'string';
    case 'list':
      return Array.isArray(value);
    case 'table':
      return isTable(value);
    case 'null':
      return false;
  }
}
