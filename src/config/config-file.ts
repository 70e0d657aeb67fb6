/** A cosmos-rl TOML of the user: its table, where each value stands, and the preset it says it was made from. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Origin } from '../findings/finding.ts';
import { type Setting, settingsOf } from './layers.ts';
import { parseToml, positionsOf } from './toml.ts';
import { getValue, type TomlTable, withValue } from './value.ts';

/** The table that `cp` writes for cookbook-run itself; the engine takes any table under `[custom]` and never gets this one. */
export const OWN_TABLE = ['custom', 'cookbook_run'] as const;

/** A config file as read. */
export interface ConfigFile {
  /** The path as the user wrote it. */
  readonly name: string;
  /** The config without our own table. */
  readonly table: TomlTable;
  /** The preset that the file says it was made from. */
  readonly preset?: { readonly name: string; readonly origin: Origin };
  originOf(path: readonly string[]): Origin;
}

function textOf(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const why =
      code === 'ENOENT'
        ? `the config file ${name} does not exist`
        : `cannot read ${name}: ${code === 'EISDIR' ? 'it is a folder' : (error as Error).message}`;
    throw new Failure(ExitCode.input, why, 'correct the path');
  }
}

/** Reads a config file; throws Failure 66 if it cannot be read and 78 if it is not TOML. */
export function readConfigFile(name: string, cwd: string): ConfigFile {
  const text = textOf(resolve(cwd, name), name);
  const whole = parseToml(text, name);
  const positions = positionsOf(text);
  const originOf = (path: readonly string[]): Origin => ({
    layer: 'file',
    source: name,
    ...(positions.get(path.join('.')) ?? {}),
  });
  const preset = getValue(whole, [...OWN_TABLE, 'preset']);
  const table = withValue(whole, OWN_TABLE, undefined);
  const custom = getValue(table, ['custom']);
  const emptied = getValue(whole, OWN_TABLE) !== undefined && Object.keys(custom as object).length === 0;
  return {
    name,
    table: emptied ? withValue(table, ['custom'], undefined) : table,
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
