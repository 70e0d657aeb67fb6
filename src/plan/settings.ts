/** From a request to settings: what has a name of its own is only another spelling of an override. */
import { resolve } from 'node:path';
import { describeOrigin, type Setting, settingsOf } from '../config/layers.ts';
import { splitKey, type TomlValue } from '../config/value.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { BASE } from '../recipe/base.ts';
import { presetLayers, type Recipe } from '../recipe/recipe.ts';
import { type ConfigFile, fileSettings, readConfigFile } from './config-file.ts';

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
  /** Single settings, the strongest layer, in order. */
  readonly settings?: readonly Setting[];
}

/** A setting that a flag of this text makes. */
export function flagSetting(flag: string, key: string, value: TomlValue): Setting {
  return { path: splitKey(key), value, origin: { layer: 'flag', source: flag } };
}

/** What has a flag of its own, as settings. */
export function namedSettings(
  { model, dataset, gpus, nodes, output }: SettingRequest,
  datasetKey: string | undefined,
  cwd: string,
): readonly Setting[] {
  if (dataset !== undefined && datasetKey === undefined) {
    throw new Failure(
      ExitCode.usage,
      '--dataset needs a preset, which says where the dataset is named',
      'add --preset NAME, or set the key itself',
    );
  }
  const named: ReadonlyArray<readonly [string, string | undefined, TomlValue | undefined]> = [
    [`--model ${model}`, 'policy.model_name_or_path', model && localModel(model, cwd)],
    [`--dataset ${dataset}`, datasetKey, dataset && resolve(cwd, dataset)],
    [
      nodes === undefined ? `--gpus ${gpus}` : `--gpus ${gpus} --nodes ${nodes}`,
      'policy.parallelism.dp_shard_size',
      gpus && BigInt(gpus * (nodes ?? 1)),
    ],
    [`--output ${output}`, 'train.output_dir', output && resolve(cwd, output)],
  ];
  return named.flatMap(([flag, key, value]) =>
    key === undefined || value === undefined ? [] : [flagSetting(flag, key, value)],
  );
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
  takesBase = true,
): readonly Setting[] {
  if (request.base !== undefined) return request.base;
  const base = settingsOf((takesBase ? BASE : {}) as never, () => ({
    layer: 'cookbook-run',
    source: 'stated for every engine',
  }));
  if (file !== undefined) assertOwnFile(recipe, file);
  const whole = recipe !== undefined && file?.preset?.name === recipe.name;
  return [
    ...base,
    ...(recipe === undefined || whole ? [] : presetSettings(recipe)),
    ...(file === undefined ? [] : fileSettings(file)),
    ...namedSettings(request, recipe?.datasetKey, cwd),
    ...(request.settings ?? []),
  ];
}
