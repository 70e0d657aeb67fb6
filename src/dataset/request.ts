/** What is to be looked at, taken out of a config as the entry scripts take it (cookbook_entry/config.py). */
import { resolve } from 'node:path';
import { getValue, splitKey, type TomlTable, type TomlValue } from '../config/value.ts';
import type { DataReading } from '../engine/planning.ts';
import type { Layout } from '../recipe/recipe.ts';
import { holdOutOf } from './hold-out.ts';
import { LAYOUTS } from './layouts/index.ts';
import { type OptionProblem, readTable } from './options.ts';

/** `[custom.vision]`; pixels are per frame. */
export interface Vision {
  readonly fps?: number;
  readonly nframes?: number;
  readonly minPixels?: number;
  readonly maxPixels?: number;
  readonly totalPixels?: number;
}

/** Variables of an environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The parts of a blended dataset. */
export interface Blend {
  readonly subdirectories: readonly string[];
  readonly weights?: readonly number[];
  readonly metaFile: string;
}

/** Everything `inspectDataset` needs to know. */
export interface DatasetRequest {
  readonly layout: Layout;
  /** The folder or file as written; "" where the config names none. */
  readonly root: string;
  /** The key that names it. */
  readonly rootKey: string;
  /** Where relative paths begin: the working folder of the engine. */
  readonly cwd: string;
  /** Model family (`model_type`), which decides the size of a token in pixels. */
  readonly family?: string;
  /** The engine's version, for what its packers can take. */
  readonly engine?: string;
  /** Samples of one forward pass, and GPUs that pass at once. */
  readonly miniBatch: number;
  readonly ranks: number;
  /** The engine's own table `train.train_policy.dataset`. */
  readonly source: TomlTable;
  /** Environment of the launch, which says where caches lie. */
  readonly env: Environment;
  readonly vision: Vision;
  /** The sound values of `[custom.dataset]`. */
  readonly options: Readonly<Record<string, TomlValue>>;
  readonly blend?: Blend;
  /** The column that holds the conversations, in a layout that has columns. */
  readonly column: string;
  /** Prompt files as written; relative ones begin in `cwd`. */
  readonly prompts: { readonly system?: string; readonly user?: string };
  readonly validation: { readonly enabled: boolean; readonly path?: string; readonly share: number };
  /** Keys of the `[custom]` tables that the entry script would refuse. */
  readonly problems: readonly OptionProblem[];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function optional<Key extends string, T>(key: Key, value: T | undefined): { readonly [K in Key]?: T } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: T };
}

function blendOf(dataset: Readonly<Record<string, unknown>>): Blend {
  const weights = dataset['weights'] as readonly (number | bigint)[] | undefined;
  return {
    subdirectories: (dataset['subdirectories'] as readonly string[] | undefined) ?? [],
    ...optional('weights', weights?.map(Number)),
    metaFile: text(dataset['meta_file']) ?? 'meta.json',
  };
}

function visionOf(table: Readonly<Record<string, unknown>>): Vision {
  const number = (key: string): number | undefined =>
    table[key] === undefined ? undefined : Number(table[key]);
  return {
    ...optional('fps', number('fps')),
    ...optional('nframes', number('nframes')),
    ...optional('minPixels', number('min_pixels')),
    ...optional('maxPixels', number('max_pixels')),
    ...optional('totalPixels', number('total_pixels')),
  };
}

/** Where and with what a dataset would be trained on. */
interface LaunchFacts {
  /** The working folder of the engine. */
  readonly cwd: string;
  readonly family?: string;
  /** The engine's version. */
  readonly engine?: string;
  readonly env?: Environment;
  /** What the engine's own keys say of it. */
  readonly reading: DataReading;
}

/** The request a config makes. */
export function datasetRequest(
  layout: Layout,
  config: TomlTable,
  { cwd, family, engine, env = {}, reading }: LaunchFacts,
): DatasetRequest {
  const problems: OptionProblem[] = [];
  const dataset = readTable(config, 'dataset', layout, problems);
  const vision = readTable(config, 'vision', layout, problems);
  const prompts = readTable(config, 'prompts', layout, problems);
  const { rootKey, locate } = LAYOUTS[layout];
  const table = reading.source;
  const named = text(getValue(config, splitKey(rootKey))) ?? '';
  const { path, ...held } = holdOutOf(config, reading.validation);
  return {
    layout,
    root: locate === undefined || named === '' ? named : locate(named, { source: table, cwd, env }),
    rootKey,
    cwd,
    ...optional('family', family),
    ...optional('engine', engine),
    miniBatch: reading.miniBatch,
    ranks: reading.ranks,
    source: table,
    env,
    vision: visionOf(vision),
    options: dataset,
    ...(layout === 'blended-av' ? { blend: blendOf(dataset) } : {}),
    column: reading.column,
    prompts: {
      ...optional('system', text(prompts['system_file'])),
      ...optional('user', text(prompts['user_file'])),
    },
    validation: {
      ...held,
      ...optional('path', path === undefined ? undefined : resolve(cwd, path)),
    },
    problems,
  };
}
