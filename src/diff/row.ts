/** A difference of two configs as a line of `diff` and `show`. */
import { writeTomlValue } from '../config/toml.ts';
import type { TomlValue } from '../config/value.ts';
import type { ShownBy } from '../plan/chosen-engine.ts';
import type { Explained } from '../recipe/upstream.ts';
import type { DiffRow } from '../report/diff.ts';

/** A value in TOML syntax, `null` where it is not written. */
export const written = (value: TomlValue | undefined): string | null =>
  value === undefined ? null : writeTomlValue(value);

/** Whether the one side's value is the engine's default for the other's missing key. */
function sameEffect(
  { engine, presenting }: ShownBy,
  key: string,
  theirs?: TomlValue,
  ours?: TomlValue,
): boolean {
  const value = theirs === undefined ? ours : theirs;
  if ((theirs !== undefined && ours !== undefined) || value === undefined) return false;
  const standard = presenting.standard(engine, key);
  // JSON does not tell 1 from 1.0: a float that is written is another value only where the engine tells them apart.
  const plain = typeof value === 'bigint' ? Number(value) : value;
  return standard !== undefined && JSON.stringify(plain) === JSON.stringify(standard);
}

/** A difference as a line of the answer; a reason that is missing is the engine's default, where that is the same. */
export function diffRow(shown: ShownBy, row: Explained, origin?: DiffRow['origin']): DiffRow {
  const same = sameEffect(shown, row.key, row.theirs, row.ours);
  const { name, version } = shown.engine;
  const why = row.why !== '' ? row.why : same ? `the default of ${name} ${version} is the same` : '';
  return {
    key: row.key,
    theirs: written(row.theirs),
    ours: row.oursText ?? written(row.ours),
    ...(same ? { sameEffect: true } : {}),
    ...(why === '' ? {} : { why }),
    ...(origin === undefined ? {} : { origin }),
  };
}
