/** The overrides that the trainer makes of its TOML, one for each key (configs/toml_config, 5eee9ed). */
import { getValue, isTable, type TomlTable, type TomlValue } from '../../../config/value.ts';
import { remapsOf } from '../schema/schema.ts';

/** Not named: vfm, the generator, not the reasoner. */
const STANDARD_TASK = 'vfm';

/** The task of a file. */
export function taskOf(table: TomlTable): string {
  const task = getValue(table, ['job', 'task']);
  return typeof task === 'string' ? task : STANDARD_TASK;
}

/** Where a key goes in the trainer's own config: the rule of its longest known beginning; `null` where it is dropped. */
export function placeOf(table: TomlTable, path: readonly string[]): readonly string[] | null {
  const rules = remapsOf(taskOf(table));
  for (let length = path.length; length > 0; length -= 1) {
    const rule = rules?.get(path.slice(0, length).join('.'));
    if (rule === null) return null;
    if (rule !== undefined) return [...rule.split('.'), ...path.slice(length)];
  }
  return path;
}

/** A float as Python's `str` writes it. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 16) {
    const plain =
      power < 0 ? value.toFixed(Math.max(0, digits.replace(/^-?\d\.?/, '').length - power)) : null;
    const text = plain ?? String(value);
    return text.includes('.') ? text : `${text}.0`;
  }
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** A value as the trainer writes it: a text is quoted in a list, or with a comma or a blank in it, and nothing is escaped. */
function written(value: TomlValue, inList = false): string {
  if (typeof value === 'string')
    return inList || value.includes(',') || value.includes(' ') ? `'${value}'` : value;
  if (typeof value === 'number') return pythonFloat(value);
  if (Array.isArray(value)) return `[${value.map((item) => written(item as TomlValue, true)).join(',')}]`;
  return String(value);
}

function below(table: TomlTable, path: readonly string[], value: TomlValue): readonly string[] {
  if (isTable(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([name, one]) => below(table, [...path, name], one));
  const place = value === '???' ? null : placeOf(table, path);
  if (place === null) return [];
  return [`${place.join('.')}=${isTable(value) ? '{}' : written(value)}`];
}

/** All of them, the experiment first; `undefined` where it stops before: no experiment, or a task that it does not have. */
export function overridesOf(table: TomlTable): readonly string[] | undefined {
  const { job, custom: _, ...others } = table;
  const named = isTable(job) ? job : {};
  const { task: __, experiment, ...identity } = named;
  if (typeof experiment !== 'string' || experiment === '') return undefined;
  if (remapsOf(taskOf(table)) === undefined) return undefined;
  return [
    `experiment=${experiment}`,
    ...Object.entries({ ...(job === undefined ? {} : { job: identity as TomlTable }), ...others }).flatMap(
      ([name, value]) => below(table, [name], value),
    ),
  ];
}
