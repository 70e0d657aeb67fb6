/** A LoRA adapter as its header and its adapter_config.json tell it: pairs of matrices, and tensors that were trained whole. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readHeader, type TensorEntry } from '../checkpoint/safetensors.ts';
import { LARGEST_INDEX } from '../checkpoint/weights.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { isObject, type JsonObject, numberAt, textAt, valueAt } from '../json/object.ts';
import { readJsonFile } from '../json/read.ts';

/** What makes a folder an adapter (PEFT's layout). */
export const ADAPTER_CONFIG = 'adapter_config.json';
const WEIGHTS = 'adapter_model.safetensors';

/** Bytes of an adapter_config.json; the exact targets of a large model have some hundred thousand. */
const LARGEST_CONFIG = 16 * 1024 * 1024;

/** What the product of a pair is multiplied with: alpha / r, or alpha / sqrt(r); `patterns` name modules with another alpha. */
export interface Scaling {
  readonly alpha: number;
  readonly rootOfRank: boolean;
  readonly patterns: ReadonlyArray<readonly [pattern: string, alpha: number]>;
}

/** The matrices of one module: `weight += scale * b @ a`. The rank is that of the file, whatever the config says. */
interface Pair {
  readonly module: string;
  readonly a: string;
  readonly b: string;
  readonly rank: number;
  /** [out, in] of the weight that they change. */
  readonly shape: readonly [number, number];
}

/** A tensor that was trained whole (`modules_to_save`). */
export interface Whole {
  /** As the base names it. */
  readonly name: string;
  readonly tensor: string;
  readonly shape: readonly number[];
}

/** An adapter, as far as a merge needs to know it. */
export interface LoraAdapter {
  readonly folder: string;
  readonly weights: string;
  readonly base?: string;
  readonly scaling: Scaling;
  readonly pairs: readonly Pair[];
  readonly whole: readonly Whole[];
  /** What of the base the engine has left beside the adapter. */
  readonly trainedOn: Trace;
}

/** The base as its config and its index, which lie beside an exported adapter, tell it; both may be missing. */
interface Trace {
  readonly modelType?: string;
  readonly tensors: readonly string[];
}

const FLOATS = new Set(['BF16', 'F16', 'F32']);

/** Ways to begin that take from the base what they put into the matrices (peft 0.18, LoraConfig.init_lora_weights). */
const OTHER_START = /^(pissa|olora|corda|loftq|lora_ga)/i;

const PREFIX = /^(?:base_model\.model\.)?/;
/**
 * A pattern that is left inside of names: the engine (0.4.7) with transformers 4.57 exports an adapter of Qwen2.5-VL as
 * `model(?!\\.(language_model|visual)).layers.0…` (seen on a GPU, 2026-11-29), for it turns the table of old names around.
 */
const LEFT_PATTERN = /\(\?!(?:[^()]|\([^()]*\))*\)/g;
const PAIR = /^(.+)\.lora_([AB])(?:\.default)?\.weight$/;

/** Parts of an adapter that are no plain pair, and what they are called. */
const OTHERS: ReadonlyArray<readonly [RegExp, string]> = [
  [/\.lora_magnitude_vector\b/, 'DoRA'],
  [/\.lora_embedding_[AB]\b/, 'LoRA on an embedding'],
  [/\.lora_/, 'a kind of LoRA'],
];

function unfit(folder: string, why: string): Failure {
  return new Failure(
    ExitCode.config,
    `the adapter in ${folder} cannot be merged: ${why}`,
    'merge it with the program that made it; nothing was written',
  );
}

function damaged(path: string, why: string): Failure {
  return new Failure(
    ExitCode.data,
    `${path} is damaged: ${why}`,
    'copy or export the adapter again; nothing was written',
  );
}

function readConfig(folder: string): JsonObject {
  const path = join(folder, ADAPTER_CONFIG);
  const json = readJsonFile(path, LARGEST_CONFIG);
  if (json.ok && isObject(json.value)) return json.value;
  if (json.ok) throw damaged(path, 'it is no JSON object');
  if (json.problem === 'missing')
    throw new Failure(
      ExitCode.input,
      `${folder} is no adapter: it has no ${ADAPTER_CONFIG}`,
      'name the folder with adapter_config.json and adapter_model.safetensors in it, or a run',
    );
  throw damaged(path, json.why);
}

function scalingOf(folder: string, config: JsonObject): Scaling {
  if (config['use_dora'] === true) throw unfit(folder, 'it is a DoRA adapter');
  if (config['fan_in_fan_out'] === true) throw unfit(folder, 'its matrices are transposed (fan_in_fan_out)');
  const kind = textAt(config, 'peft_type');
  if (kind !== undefined && kind !== 'LORA') throw unfit(folder, `its peft_type is ${kind}, not LORA`);
  const begun = textAt(config, 'init_lora_weights');
  if (begun !== undefined && OTHER_START.test(begun))
    throw unfit(folder, `init_lora_weights = ${begun} changed the weights of its base before the training`);
  const alpha = numberAt(config, 'lora_alpha');
  if (alpha === undefined)
    throw damaged(join(folder, ADAPTER_CONFIG), 'it has no lora_alpha, which says how strong it is');
  const table = config['alpha_pattern'];
  const patterns = Object.entries(isObject(table) ? table : {}).map(
    ([pattern, value]): readonly [string, number] => {
      if (typeof value === 'number') return [pattern, value];
      throw damaged(join(folder, ADAPTER_CONFIG), `alpha_pattern gives ${pattern} no number`);
    },
  );
  return { alpha, rootOfRank: config['use_rslora'] === true, patterns };
}

function headerOf(folder: string): readonly TensorEntry[] {
  const path = join(folder, WEIGHTS);
  const header = readHeader(path);
  if (header.ok && header.tensors.length > 0) return header.tensors;
  if (header.ok) throw damaged(path, 'it holds no tensor');
  if (header.code !== 'ENOENT') throw damaged(path, header.problem);
  if (existsSync(`${path}.index.json`)) throw unfit(folder, 'its weights are in several files');
  const pickle = existsSync(join(folder, 'adapter_model.bin'));
  throw new Failure(
    ExitCode.input,
    `${path} is missing`,
    pickle ? 'adapter_model.bin is a pickle, which is never loaded: save it as safetensors' : 'copy it again',
  );
}

function pairOf(
  path: string,
  module: string,
  { a, b }: { readonly a?: TensorEntry; readonly b?: TensorEntry },
): Pair {
  if (a === undefined || b === undefined)
    throw damaged(path, `${module} has its lora_${a === undefined ? 'B' : 'A'} only`);
  const [rank = 0, input = 0] = a.shape;
  const [output = 0, same = -1] = b.shape;
  if (a.shape.length !== 2 || b.shape.length !== 2 || rank !== same || rank === 0)
    throw damaged(path, `the matrices of ${module} do not fit: [${b.shape}] by [${a.shape}]`);
  return { module, a: a.name, b: b.name, rank, shape: [output, input] };
}

/** Never throws: a trace is a help, not a part of the adapter. */
function traceOf(folder: string): Trace {
  const read = (name: string) => {
    const json = readJsonFile(join(folder, name), LARGEST_INDEX);
    return json.ok ? json.value : undefined;
  };
  const modelType = textAt(read('config.json'), 'model_type');
  const map = valueAt(read('model.safetensors.index.json'), 'weight_map');
  return {
    ...(modelType === undefined ? {} : { modelType }),
    tensors: isObject(map) ? Object.keys(map) : [],
  };
}

/** Reads an adapter by its config and header; no weights. Throws Failure 66, 65 or 78 where it is none, damaged, or of another kind. */
export function readAdapter(folder: string): LoraAdapter {
  const config = readConfig(folder);
  const scaling = scalingOf(folder, config);
  const path = join(folder, WEIGHTS);
  const halves = new Map<string, { a?: TensorEntry; b?: TensorEntry }>();
  const whole: Whole[] = [];
  for (const entry of headerOf(folder)) {
    if (!FLOATS.has(entry.dtype)) throw unfit(folder, `${entry.name} is ${entry.dtype}`);
    const name = entry.name.replace(PREFIX, '').replace(LEFT_PATTERN, '');
    const [, module, half] = PAIR.exec(name) ?? [];
    if (module !== undefined) {
      halves.set(module, { ...halves.get(module), [half === 'A' ? 'a' : 'b']: entry });
      continue;
    }
    const other = OTHERS.find(([pattern]) => pattern.test(name))?.[1];
    if (other !== undefined) throw unfit(folder, `${entry.name} belongs to ${other}`);
    const plain = name.replace(/\.(?:modules_to_save\.default|base_layer)\.(?=[^.]+$)/, '.');
    whole.push({ name: plain, tensor: entry.name, shape: entry.shape });
  }
  const base = textAt(config, 'base_model_name_or_path');
  return {
    folder,
    weights: path,
    ...(base === undefined || base === '' ? {} : { base }),
    scaling,
    pairs: [...halves].map(([module, both]) => pairOf(path, module, both)),
    whole,
    trainedOn: traceOf(folder),
  };
}
