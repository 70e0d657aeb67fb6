/** From JavaScript values to TOML values: JavaScript does not tell 1 from 1.0, the engine does. */
import { isTable, joinKey, type TomlTable, type TomlValue } from '../../config/value.ts';
import type { Declaring, KeyKinds } from '../../engine/presenting.ts';

/** Reports a problem at a path below the config. */
type ReportProblem = (path: readonly string[], problem: string, help: string) => void;

/** What says of which kind the value of a key is. */
type KeysOf = Pick<Declaring, 'kindsOf'>;

const isWhole = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value);

function numberOf(
  value: number,
  field: KeyKinds | undefined,
  path: readonly string[],
  report: ReportProblem,
): TomlValue {
  if (!isWhole(value)) return value;
  const kinds = field?.kinds ?? [];
  const [int, float] = [kinds.includes('int'), kinds.includes('float')];
  if (float && !int) return value;
  if (int && float) {
    report(
      path,
      `${value} is ambiguous: ${value}n is a number, ${value}.0 a share, and JavaScript does not tell them apart`,
      `write ${value}n; a whole share can be written in a .toml preset`,
    );
  }
  return BigInt(value);
}

/** A list keeps one kind of number: floats as soon as one of them is. */
function listOf(
  list: readonly unknown[],
  field: KeyKinds | undefined,
  path: readonly string[],
  report: ReportProblem,
  keys: KeysOf,
): TomlValue {
  const floats =
    list.some((item) => typeof item === 'number' && !Number.isInteger(item)) ||
    (field?.items?.includes('float') === true && !field.items.includes('int'));
  return list.map((item): TomlValue => {
    if (typeof item === 'bigint') return floats ? Number(item) : item;
    if (typeof item === 'number') return floats ? item : BigInt(item);
    return plainValue(item, path, report, keys) ?? '';
  });
}

function plainValue(
  value: unknown,
  path: readonly string[],
  report: ReportProblem,
  keys: KeysOf,
): TomlValue | undefined {
  const field = keys.kindsOf(joinKey(path));
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return value;
  if (typeof value === 'number')
    return numberOf(value, path[0] === 'custom' ? undefined : field, path, report);
  if (Array.isArray(value)) return listOf(value, field, path, report, keys);
  if (isTable(value)) return tableOf(value, path, report, keys);
  if (value !== undefined) {
    const what = value === null ? 'null' : typeof value;
    report(path, `${what} is not a value that TOML can hold`, 'leave the key out to take the default');
  }
  return undefined;
}

/** A JavaScript object as a TOML table; `undefined` members are left out. */
export function tableOf(
  value: object,
  path: readonly string[],
  report: ReportProblem,
  keys: KeysOf,
): TomlTable {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]): Array<[string, TomlValue]> => {
      const result = plainValue(item, [...path, key], report, keys);
      return result === undefined ? [] : [[key, result]];
    }),
  );
}
