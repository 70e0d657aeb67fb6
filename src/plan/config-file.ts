/** A user's TOML file: bytes in, a table with places out. */
import { resolve } from 'node:path';
import { readConfigBytes } from '../config/config-bytes.ts';
import { type Setting, settingsOf } from '../config/layers.ts';
import type { KeyPlaces } from '../config/schema-faults.ts';
import { type ConfigText, readConfig, readConfigText } from '../config/toml-0.10/read-config.ts';
import { getValue, joinKey, type TomlTable, withValue } from '../config/value.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Origin } from '../findings/finding.ts';

/** cookbook-run's own table inside a config: `[custom.cookbook_run]`. The engine takes any table below `[custom]` and never gets this one. */
export const OWN_TABLE = ['custom', 'cookbook_run'] as const;

/** A config file as read. */
export interface ConfigFile {
  /** The path as the user wrote it. */
  readonly name: string;
  /** The config without our own table, as TOML 1.0 readers read it; the engine is given a file of ours. */
  readonly table: TomlTable;
  /** What the engine itself would read, if it were given this file. */
  readonly source: ConfigText;
  /** The preset that the file says it was made from. */
  readonly preset?: { readonly name: string; readonly origin: Origin };
  originOf(path: readonly string[]): Origin;
}

/** A config without the table that cookbook-run keeps for itself. */
export function withoutOwnTable(whole: TomlTable): TomlTable {
  if (getValue(whole, OWN_TABLE) === undefined) return whole;
  const table = withValue(whole, OWN_TABLE, undefined);
  const emptied = Object.keys(getValue(table, ['custom']) as object).length === 0;
  return emptied ? withValue(table, ['custom'], undefined) : table;
}

function textOf(name: string, cwd: string): ConfigText {
  const bytes = readConfigBytes(resolve(cwd, name));
  if ('problem' in bytes)
    throw new Failure(ExitCode.input, `the config file ${name} ${bytes.problem}`, 'correct the path');
  const source = readConfig(name, bytes.data);
  if ('engineReads' in source) return source;
  throw new Failure(
    ExitCode.config,
    `${name}:${source.line}:${source.column}: not UTF-8 text; it looks like ${source.guess}`,
    'save the file as UTF-8; nothing was changed',
  );
}

/** The table: what TOML 1.0 readers read, else what the engine reads. Throws Failure 78. */
function tableOf({ name, tomlReads, engineReads }: ConfigText): TomlTable {
  if (tomlReads.ok) return tomlReads.table;
  if (engineReads.ok) return engineReads.table;
  throw new Failure(
    ExitCode.config,
    `${name}:${tomlReads.line}:${tomlReads.column}: not valid TOML: ${tomlReads.reason}`,
    'correct that line; nothing was changed',
  );
}

/** Reads a config file; throws Failure 66 if it cannot be read and 78 if it is not TOML. */
export function readConfigFile(name: string, cwd: string): ConfigFile {
  const source = textOf(name, cwd);
  const whole = tableOf(source);
  // A list of tables has no place of its own; its first member has.
  const originOf = (path: readonly string[]): Origin =>
    source.places.get(joinKey(path)) ??
    source.places.get(joinKey([...path, '0'])) ?? { layer: 'file', source: name };
  const preset = getValue(whole, [...OWN_TABLE, 'preset']);
  return {
    name,
    table: withoutOwnTable(whole),
    source,
    originOf,
    ...(typeof preset === 'string'
      ? { preset: { name: preset, origin: originOf([...OWN_TABLE, 'preset']) } }
      : {}),
  };
}

/** The file as a layer of settings. */
export function fileSettings(file: ConfigFile): readonly Setting[] {
  return settingsOf(file.table, (path) => file.originOf(path));
}

/** Where the keys of a TOML text stand, by dotted name. */
export function placesIn(name: string, text: string): KeyPlaces {
  return readConfigText(name, text).spots;
}
