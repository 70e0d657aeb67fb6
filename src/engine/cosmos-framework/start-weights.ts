/** Whether a folder of start weights can be begun with: every shard that its index names, each with its tensors to the last byte. */
import { statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { TomlTable } from '../../config/value.ts';
import { statusOf } from '../../path-status.ts';
import type { Stage } from '../planning.ts';
import { modelFilesProblem } from '../torch/proof/model-files.ts';
import { WEIGHTS_KEY } from './keys.ts';
import { textAt } from './planning/own-settings.ts';

/** Nothing is there: what a conversion makes. */
export const NOT_THERE = 'it is not there';

/** What was looked at on disk. */
export interface StartWeights {
  readonly path: string;
  readonly problem?: string;
  /** Free bytes where a conversion would write; absent where that cannot be told. */
  readonly free?: number;
}

/** templates/entry/with_start_weights.py asks the same where the run is. */
function problemOf(path: string): string | undefined {
  if (statusOf(path) === undefined) return NOT_THERE;
  return modelFilesProblem(path);
}

/** Free bytes at the nearest folder above that is there. */
function freeAt(path: string): number | undefined {
  const parent = dirname(path);
  try {
    const { bavail, bsize } = statfsSync(parent);
    return bavail * bsize;
  } catch {
    return parent === path ? undefined : freeAt(parent);
  }
}

/** The folder that a config names and what is wrong with it; nothing where it names none, or only when it runs. */
export function startWeightsOf(config: TomlTable, cwd: string): StartWeights | undefined {
  const named = textAt(config, WEIGHTS_KEY) ?? '';
  if (named === '' || named === '???' || named.includes('${')) return undefined;
  const problem = problemOf(resolve(cwd, named));
  const free = problem === NOT_THERE ? freeAt(resolve(cwd, named)) : undefined;
  return {
    path: named,
    ...(problem === undefined ? {} : { problem }),
    ...(free === undefined ? {} : { free }),
  };
}

/** Bytes of a converted reasoner, two for each parameter (Qwen3-VL, 8.77 and 33.4 thousand million). */
const BYTES: Readonly<Record<string, number>> = { 'Cosmos3-Nano': 17.5e9, 'Cosmos3-Super': 66.7e9 };
const BYTES_PER_PARAMETER = 2;

/** Bytes that the conversion of `custom.start.checkpoint` leaves, where that is known. */
export const convertedBytes = (config: TomlTable): number | undefined =>
  BYTES[textAt(config, 'custom.start.checkpoint') ?? ''];

/** Parameters of the reasoner that a run begins with, where it is made from `custom.start.checkpoint` and that is known. */
export function convertedParameters(config: TomlTable): number | undefined {
  const bytes = (textAt(config, WEIGHTS_KEY) ?? '') === '' ? undefined : convertedBytes(config);
  return bytes === undefined ? undefined : bytes / BYTES_PER_PARAMETER;
}

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
  const bytes = convertedBytes(config);
  return argv === undefined
    ? undefined
    : { name: 'convert the start weights', makes, argv, ...(bytes === undefined ? {} : { bytes }) };
}
