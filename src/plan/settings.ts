/** From the command line to settings: convenience flags are only names for overrides. */
import { resolve } from 'node:path';
import { type ConfigFile, fileSettings, readConfigFile } from '../config/config-file.ts';
import { describeOrigin, parseOverride, type Setting, settingsOf } from '../config/layers.ts';
import { splitKey, type TomlValue } from '../config/value.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { BASE } from '../recipe/base.ts';
import { presetLayers, type Recipe } from '../recipe/recipe.ts';

/** What the command line may hold beside the preset. */
export interface SettingFlags {
  readonly config?: string;
  readonly set?: readonly string[];
  readonly overrides?: readonly string[];
  readonly model?: string;
  readonly dataset?: string;
  readonly epochs?: string;
  readonly lr?: string;
  readonly batch?: string;
  readonly gpus?: string;
  readonly output?: string;
  readonly lora?: string;
}

const LORA_NAMES: Readonly<Record<string, string>> = {
  r: 'r',
  alpha: 'lora_alpha',
  lora_alpha: 'lora_alpha',
  dropout: 'lora_dropout',
  lora_dropout: 'lora_dropout',
  targets: 'target_modules',
  target_modules: 'target_modules',
};

function usage(message: string, help: string): Failure {
  return new Failure(ExitCode.usage, message, help);
}

function integer(flag: string, text: string): bigint {
  if (!/^\d+$/.test(text) || BigInt(text) < 1n)
    throw usage(`${flag} takes a whole number from 1, not \`${text}\``, `for example ${flag} 4`);
  return BigInt(text);
}

function number(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw usage(`${flag} takes a number, not \`${text}\``, `for example ${flag} 2e-6`);
  return value;
}

/** `r=16,alpha=32,targets=q_proj+v_proj` as settings; targets default to the attention projections. */
function loraSettings(text: string): ReadonlyArray<readonly [string, TomlValue]> {
  const pairs = text.split(',').map((part) => part.split('=') as [string, string | undefined]);
  const settings = pairs.map(([name, value]): readonly [string, TomlValue] => {
    const key = LORA_NAMES[name.trim()];
    if (key === undefined || value === undefined || value === '') {
      throw usage(
        `--lora does not understand \`${name}\``,
        'write --lora r=16,alpha=32,dropout=0.05,targets=q_proj+v_proj',
      );
    }
    if (key === 'r') return ['r', integer('--lora r', value)];
    if (key !== 'target_modules') return [key, number(`--lora ${name}`, value)];
    return [key, value === 'all-linear' ? value : value.split('+')];
  });
  const named = settings.some(([key]) => key === 'target_modules');
  return named ? settings : [...settings, ['target_modules', ['q_proj', 'k_proj', 'v_proj', 'o_proj']]];
}

/** The settings of the convenience flags, in a fixed order. `cwd` makes relative paths absolute. */
export function flagSettings(
  flags: SettingFlags,
  datasetKey: string | undefined,
  cwd: string,
): readonly Setting[] {
  const settings: Setting[] = [];
  const add = (flag: string, key: string, value: TomlValue) =>
    settings.push({ path: splitKey(key), value, origin: { layer: 'flag', source: flag } });
  if (flags.model !== undefined)
    add(`--model ${flags.model}`, 'policy.model_name_or_path', localModel(flags.model, cwd));
  if (flags.dataset !== undefined) {
    if (datasetKey === undefined)
      throw usage(
        '--dataset needs a preset, which says where the dataset is named',
        'add --preset NAME, or set the key itself',
      );
    add(`--dataset ${flags.dataset}`, datasetKey, resolve(cwd, flags.dataset));
  }
  if (flags.epochs !== undefined)
    add(`--epochs ${flags.epochs}`, 'train.epoch', integer('--epochs', flags.epochs));
  if (flags.lr !== undefined) add(`--lr ${flags.lr}`, 'train.optm_lr', number('--lr', flags.lr));
  if (flags.batch !== undefined)
    add(`--batch ${flags.batch}`, 'train.train_batch_per_replica', integer('--batch', flags.batch));
  if (flags.gpus !== undefined)
    add(`--gpus ${flags.gpus}`, 'policy.parallelism.dp_shard_size', integer('--gpus', flags.gpus));
  if (flags.output !== undefined)
    add(`--output ${flags.output}`, 'train.output_dir', resolve(cwd, flags.output));
  for (const [key, value] of flags.lora === undefined ? [] : loraSettings(flags.lora)) {
    add(`--lora ${flags.lora}`, `policy.lora.${key}`, value);
  }
  return settings;
}

/** A path given as ./x, ../x or ~/x is a folder; organisation/name stays a repository name. */
function localModel(model: string, cwd: string): string {
  return /^\.{1,2}(\/|$)/.test(model) ? resolve(cwd, model) : model;
}

/** The layers of a preset, the one it extends first. */
function presetSettings(recipe: Recipe): readonly Setting[] {
  return presetLayers(recipe).flatMap((layer) => settingsOf(layer.table, layer.originOf));
}

/** The config file, if one is given; throws Failure 2 if it says that it was made from another preset. */
function configFile(recipe: Recipe | undefined, name: string, cwd: string): ConfigFile {
  const file = readConfigFile(name, cwd);
  if (file.preset !== undefined && recipe !== undefined && file.preset.name !== recipe.name) {
    throw usage(
      `${describeOrigin(file.preset.origin)}: ${name} was made from the preset \`${file.preset.name}\`, not from \`${recipe.name}\``,
      `leave --preset out, or remove that line to put ${name} on top of \`${recipe.name}\``,
    );
  }
  return file;
}

/**
 * Every layer in order: our base < preset < file < flags < overrides. A file that was made from the preset holds all of it
 * already: what was removed there must not come back, so the preset is no layer then.
 */
export function allSettings(
  recipe: Recipe | undefined,
  flags: SettingFlags,
  cwd: string,
): readonly Setting[] {
  const base = settingsOf(BASE as never, () => ({
    layer: 'cookbook-run',
    source: 'stated for every engine',
  }));
  const file = flags.config === undefined ? undefined : configFile(recipe, flags.config, cwd);
  const whole = recipe !== undefined && file?.preset?.name === recipe.name;
  return [
    ...base,
    ...(recipe === undefined || whole ? [] : presetSettings(recipe)),
    ...(file === undefined ? [] : fileSettings(file)),
    ...flagSettings(flags, recipe?.datasetKey, cwd),
    ...(flags.set ?? []).map((text) => parseOverride(text, `--set ${text}`)),
    ...(flags.overrides ?? []).map((text) => parseOverride(text)),
  ];
}
