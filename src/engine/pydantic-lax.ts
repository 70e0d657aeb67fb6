/**
 * How pydantic 2 (lax mode) converts one TOML value to bool, int, float or str. Executed with pydantic 2.14.3; the engine
 * lane compares it with the real Config of every version.
 */
/** A converted value, or pydantic's error type. */
export type Converted = { readonly value: boolean | bigint | number | string } | { readonly error: string };

const BOOLS = new Map(
  ['true', 'yes', 'on', 'y', 't', '1']
    .map((text) => [text, true] as const)
    .concat(['false', 'no', 'off', 'n', 'f', '0'].map((text) => [text, false] as const) as never),
);

// What Rust calls white space; JavaScript's trim() differs by U+0085 and U+FEFF.
const SPACE = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*';
const TRIM = new RegExp(`^${SPACE}|${SPACE}$`, 'g');
const WHOLE = /^([+-]?\d+)(?:\.0+)?$/;
const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const NOT_FINITE = /^([+-]?)(inf|infinity|nan)$/i;
/** CPython's limit on digits, which pydantic keeps. */
const MOST_DIGITS = 4300;
const I64 = 2 ** 63;

/** Digits may be grouped by single underscores between other characters, never at the ends. */
function ungrouped(text: string): string {
  const trimmed = text.replace(TRIM, '');
  return /^_|_$|__/.test(trimmed) ? '_' : trimmed.replaceAll('_', '');
}

/** To `bool`. */
export function toBool(value: unknown): Converted {
  if (typeof value === 'boolean') return { value };
  if (typeof value === 'string') {
    const known = BOOLS.get(value.toLowerCase());
    return known === undefined ? { error: 'bool_parsing' } : { value: known };
  }
  if (typeof value !== 'bigint' && typeof value !== 'number') return { error: 'bool_type' };
  if (Number(value) === 0 || Number(value) === 1) return { value: Number(value) === 1 };
  // A whole number that fits 64 bits is parsed, and found to be neither 0 nor 1.
  const parsed = (typeof value === 'bigint' || Number.isInteger(value)) && Math.abs(Number(value)) < I64;
  return { error: parsed ? 'bool_parsing' : 'bool_type' };
}

/** To `int`. */
export function toInt(value: unknown): Converted {
  if (typeof value === 'bigint') return { value };
  if (typeof value === 'boolean') return { value: value ? 1n : 0n };
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return { error: 'finite_number' };
    if (!Number.isInteger(value)) return { error: 'int_from_float' };
    return Math.abs(value) < I64 ? { value: BigInt(value) } : { error: 'int_parsing_size' };
  }
  if (typeof value !== 'string') return { error: 'int_type' };
  if (value.length > MOST_DIGITS) return { error: 'int_parsing_size' };
  const whole = WHOLE.exec(ungrouped(value))?.[1];
  return whole === undefined ? { error: 'int_parsing' } : { value: BigInt(whole.replace('+', '')) };
}

/** To `float`. */
export function toFloat(value: unknown): Converted {
  if (typeof value === 'number') return { value };
  if (typeof value === 'bigint' || typeof value === 'boolean') return { value: Number(value) };
  if (typeof value !== 'string') return { error: 'float_type' };
  const text = ungrouped(value);
  const special = NOT_FINITE.exec(text);
  if (special !== null) {
    if (special[2]?.toLowerCase() === 'nan') return { value: Number.NaN };
    return { value: special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY };
  }
  return FLOAT.test(text) ? { value: Number(text) } : { error: 'float_parsing' };
}

/** To `str`: only a text is one. */
export function toStr(value: unknown): Converted {
  return typeof value === 'string' ? { value } : { error: 'string_type' };
}
