/** Whether a folder of start weights can be begun with: its shards are there, as its own index names them. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TomlTable } from '../../config/value.ts';
import { readJsonFile } from '../../json/read.ts';
import type { Stage } from '../planning.ts';
import { textAt } from './planning/own-settings.ts';

/** Nothing is there: what a conversion makes. */
export const NOT_THERE = 'it is not there';

const LARGEST_INDEX = 64 * 1024 * 1024;

function problemOf(path: string): string | undefined {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return NOT_THERE;
  if (!status.isDirectory()) return path.endsWith('.safetensors') ? undefined : 'it is no folder';
  const index = join(path, 'model.safetensors.index.json');
  if (!existsSync(index))
    return readdirSync(path).some((name) => name.endsWith('.safetensors'))
      ? undefined
      : 'it holds no .safetensors file';
  const read = readJsonFile(index, LARGEST_INDEX);
  if (!read.ok) return `its index cannot be read: ${read.why}`;
  const map = (read.value as { readonly weight_map?: Readonly<Record<string, unknown>> } | null)?.weight_map;
  const names = [...new Set(Object.values(map ?? {}).map(String))];
  if (names.length === 0) return 'its index names no shard';
  const missing = names.filter((name) => !existsSync(join(path, name)));
  return missing.length === 0 ? undefined : `${missing.length} of its ${names.length} shards are missing`;
}

/** The folder that a config names and what is wrong with it; nothing where it names none, or only when it runs. */
export function startWeightsOf(
  config: TomlTable,
  cwd: string,
): { readonly path: string; readonly problem?: string } | undefined {
  const named = textAt(config, 'model.backbone.safetensors_path') ?? '';
  if (named === '' || named === '???' || named.includes('${')) return undefined;
  const problem = problemOf(resolve(cwd, named));
  return { path: named, ...(problem === undefined ? {} : { problem }) };
}

/** Bytes of a converted reasoner, two for each parameter (Qwen3-VL, 8.77 and 33.4 thousand million). */
const BYTES: Readonly<Record<string, number>> = { 'Cosmos3-Nano': 17.5e9, 'Cosmos3-Super': 66.7e9 };

/** The conversion of `custom.start.checkpoint`; its output is the word that `output` gives. */
export function converter(config: TomlTable, output: string): readonly string[] | undefined {
  const checkpoint = textAt(config, 'custom.start.checkpoint') ?? '';
  if (checkpoint === '') return undefined;
  const backbone = textAt(config, 'model.backbone.model_name') ?? '';
  return [
    'python',
    '-m',
    'cosmos_framework.scripts.convert_model_to_vlm_safetensors',
    '--checkpoint-path',
    checkpoint,
    '-o',
    output,
    // The architecture that it takes without being told (scripts/convert_model_to_vlm_safetensors.py, 5eee9ed).
    ...(backbone === '' || /8B/.test(backbone) ? [] : ['--vlm-model-name', backbone]),
  ];
}

/** The conversion as a stage, where its folder is not there and the config says what it is made from. */
export function startStage(config: TomlTable, cwd: string): Stage | undefined {
  const weights = startWeightsOf(config, cwd);
  if (weights?.problem !== NOT_THERE) return undefined;
  const makes = resolve(cwd, weights.path);
  const argv = converter(config, makes);
  const bytes = BYTES[textAt(config, 'custom.start.checkpoint') ?? ''];
  return argv === undefined
    ? undefined
    : { name: 'convert the start weights', makes, argv, ...(bytes === undefined ? {} : { bytes }) };
}
