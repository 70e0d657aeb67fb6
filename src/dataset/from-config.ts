/** What is to be looked at, taken out of a config as the entry scripts take it (cookbook_entry/config.py). */
import { resolve } from 'node:path';
import { getValue, splitKey, type TomlTable } from '../config/value.ts';
import type { DataReading } from '../engine/planning.ts';
import type { Layout } from '../recipe/recipe.ts';
import { holdOutOf } from './hold-out.ts';
import { LAYOUTS } from './layouts/index.ts';
import { readTable } from './options.ts';
import type { Blend, DatasetRequest, Environment, OptionProblem, Vision } from './request.ts';

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
  const { rootKey = reading.keys?.name ?? '', locate } = LAYOUTS[layout];
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
    ...optional('keys', reading.keys),
    ...optional('preparedClips', reading.prepared?.(env)),
    ...optional('packing', reading.packing),
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
