/** From a request to settings: what has a name of its own is only another spelling of an override. */
import { resolve } from 'node:path';
import { describeOrigin, type Setting, settingsOf } from '../config/layers.ts';
import { splitKey, type TomlValue } from '../config/value.ts';
import type { EngineAdapter } from '../engine/adapter.ts';
import { adapterOf } from '../engine/registry.ts';
import type { RunKeys } from '../engine/run-keys.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { presetLayers, type Recipe } from '../recipe/recipe.ts';
import { type ConfigFile, fileSettings, readConfigFile } from './config-file.ts';

/** A flag that means the same to every engine, as it was typed and as a value; `below` is a key of the table that it sets. */
export interface NamedFlag {
  readonly flag: keyof RunKeys['flags'];
  readonly text: string;
  readonly below?: string;
  readonly value: TomlValue;
}

/** The settings that are asked for beside the preset, as values. */
export interface SettingRequest {
  /** A TOML file, a layer above the preset. */
  readonly config?: string;
  readonly model?: string;
  readonly dataset?: string;
  /** Of the run; of each node where `nodes` are given. */
  readonly gpus?: number;
  /** Nodes of a cluster that train together. */
  readonly nodes?: number;
  /** Where checkpoints go; a new folder per run is made in it. */
  readonly output?: string;
  /** All settings of a run that is continued; they stand in the place of preset and file. */
  readonly base?: readonly Setting[];
  /** What has a flag of its own and another key in every engine. */
  readonly named?: readonly NamedFlag[];
  /** Single settings, the strongest layer, in order. */
  readonly settings?: readonly Setting[];
}

/** A setting that a flag of this text makes. */
export function flagSetting(flag: string, key: string, value: TomlValue): Setting {
  return { path: splitKey(key), value, origin: { layer: 'flag', source: flag } };
}

/** The key that a flag sets; throws Failure 2 where the engine has none. */
function keyOf({ flags }: RunKeys, flag: keyof RunKeys['flags']): string {
  const key = flags[flag];
  if (typeof key === 'string') return key;
  throw new Failure(ExitCode.usage, `--${flag} has no meaning here: ${key.why}`, key.help);
}

/** What means the same to every engine, as settings of this one. */
export function flagSettings({ named = [] }: SettingRequest, keys: RunKeys): readonly Setting[] {
  return named.map(({ flag, text, below, value }) =>
    flagSetting(
      `--${flag} ${text}`,
      below === undefined ? keyOf(keys, flag) : `${keyOf(keys, flag)}.${below}`,
      value,
    ),
  );
}

/** What has a flag of its own, as settings. */
export function namedSettings(
  request: SettingRequest,
  datasetKey: string | undefined,
  cwd: string,
  keys: RunKeys,
): readonly Setting[] {
  const { model, dataset, gpus, nodes, output } = request;
  if (dataset !== undefined && datasetKey === undefined) {
    throw new Failure(
      ExitCode.usage,
      '--dataset needs a preset, which says where the dataset is named',
      'add --preset NAME, or set the key itself',
    );
  }
  const named: ReadonlyArray<readonly [string, string | undefined, TomlValue | undefined]> = [
    [`--model ${model}`, keys.model, model && localModel(model, cwd)],
    // The model that is asked for, and not the weights that a preset puts in the place of its own.
    [`--model ${model}`, keys.startWeights, model && ''],
    [`--dataset ${dataset}`, datasetKey, dataset && resolve(cwd, dataset)],
    [
      nodes === undefined ? `--gpus ${gpus}` : `--gpus ${gpus} --nodes ${nodes}`,
      keyOf(keys, 'gpus'),
      gpus && BigInt(gpus * (nodes ?? 1)),
    ],
    [`--output ${output}`, keys.output, output && resolve(cwd, output)],
  ];
  return [
    ...named.flatMap(([flag, key, value]) =>
      key === undefined || value === undefined ? [] : [flagSetting(flag, key, value)],
    ),
    ...flagSettings(request, keys),
  ];
}

/** A path given as ./x, ../x or ~/x is a folder; organisation/name stays a repository name. */
function localModel(model: string, cwd: string): string {
  return /^\.{1,2}(\/|$)/.test(model) ? resolve(cwd, model) : model;
}

/** The layers of a preset, the one it extends first. */
function presetSettings(recipe: Recipe): readonly Setting[] {
  return presetLayers(recipe).flatMap((layer) => settingsOf(layer.table, layer.originOf));
}

/** Throws Failure 2 if a file says that it was made from another preset than the one it is put on. */
function assertOwnFile(recipe: Recipe | undefined, { name, preset }: ConfigFile): void {
  if (preset === undefined || recipe === undefined || preset.name === recipe.name) return;
  throw new Failure(
    ExitCode.usage,
    `${describeOrigin(preset.origin)}: ${name} was made from the preset \`${preset.name}\`, not from \`${recipe.name}\``,
    `leave --preset out, or remove that line to put ${name} on top of \`${recipe.name}\``,
  );
}

/**
 * Every layer in order: our base < preset < file < names of their own < single settings. A file that was made from the preset holds all of it
 * already: what was removed there must not come back, so the preset is no layer then.
 */
export function allSettings(
  recipe: Recipe | undefined,
  request: SettingRequest,
  cwd: string,
  file = request.config === undefined ? undefined : readConfigFile(request.config, cwd),
  adapter: EngineAdapter = adapterOf(recipe ?? {}),
): readonly Setting[] {
  if (request.base !== undefined) return request.base;
  const base = settingsOf(adapter.stated?.config ?? {}, () => ({
    layer: 'cookbook-run',
    source: 'stated for every engine',
  }));
  if (file !== undefined) assertOwnFile(recipe, file);
  const whole = recipe !== undefined && file?.preset?.name === recipe.name;
  return [
    ...base,
    ...(recipe === undefined || whole ? [] : presetSettings(recipe)),
    ...(file === undefined ? [] : fileSettings(file)),
    ...namedSettings(request, recipe?.datasetKey, cwd, adapter.keys),
    ...(request.settings ?? []),
  ];
}
