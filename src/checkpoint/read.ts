/** Reads a checkpoint: configs, index and headers, in well-defined bounds; never throws for what it finds there. */
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isObject, type JsonObject, numberAt, textAt, textsAt } from '../json/object.ts';
import { readJsonFile } from '../json/read.ts';
import type { Adapter, Checkpoint, Evidence, Problem, Tensor } from './checkpoint.ts';
import { familiesOf } from './family/find.ts';
import { locate, type ModelSurroundings } from './locate.ts';
import { forbidden, isForbidden, shutOut } from './permission.ts';
import { pointerProblem, withoutPointers } from './pointers.ts';
import { LARGEST_HEADERS, readShard, readWeights, type WeightFiles } from './weights.ts';

/** A config.json has kilobytes, a tokenizer's added_tokens.json at most some hundred. */
const LARGEST_CONFIG = 16 * 1024 * 1024;

/** What a checkpoint is made of before its families are told. */
type Parts = Omit<Checkpoint, 'families' | 'evidence' | 'addedTokens' | 'adapters' | 'problems'> &
  Partial<Checkpoint>;

/** Completes a checkpoint from its parts; the families follow from them. */
export function checkpointOf(parts: Parts): Checkpoint {
  const whole = { evidence: [], addedTokens: [], adapters: [], problems: [], ...parts };
  return { ...whole, families: familiesOf(whole) };
}

interface Found {
  readonly value?: JsonObject;
  readonly problems: readonly Problem[];
}

function readConfig(folder: string, name: string): Found {
  const file = join(folder, name);
  const json = readJsonFile(file, LARGEST_CONFIG);
  if (!json.ok && json.problem === 'missing') return { problems: [] };
  if (!json.ok && isForbidden(json.why)) return { problems: [forbidden(file)] };
  const why = json.ok ? 'it is not a JSON object' : json.why === 'ELOOP' ? 'it is a loop of links' : json.why;
  return json.ok && isObject(json.value)
    ? { value: json.value, problems: [] }
    : { problems: [{ kind: 'json', file, why }] };
}

function adapterOf(config: JsonObject): Adapter {
  const base = textAt(config, 'base_model_name_or_path');
  const rank = numberAt(config, 'r');
  const one = textAt(config, 'target_modules');
  return {
    config,
    ...(base === undefined ? {} : { base }),
    ...(rank === undefined ? {} : { rank }),
    targets: one === undefined ? textsAt(config, 'target_modules') : [one],
  };
}

function tokensOf(added: JsonObject | undefined, tokenizer: JsonObject | undefined): readonly string[] {
  const decoder = tokenizer?.['added_tokens_decoder'];
  const entries = isObject(decoder) ? Object.values(decoder) : [];
  const texts = entries.map((entry) => textAt(entry, 'content')).filter((text) => text !== undefined);
  return [...new Set([...Object.keys(added ?? {}), ...texts])];
}

/** The components that model_index.json names and that have a folder: `transformer`, `vae`, `text_encoder` and so on. */
function componentsOf(modelIndex: JsonObject | undefined, files: readonly string[]): readonly string[] {
  return Object.entries(modelIndex ?? {})
    .filter(([name, value]) => Array.isArray(value) && /^\w+$/.test(name) && files.includes(name))
    .map(([name]) => name);
}

/** The problem of a folder that cannot be listed. */
function unlisted(folder: string, error: unknown): Problem {
  const { code } = error as NodeJS.ErrnoException;
  if (isForbidden(code)) return forbidden(folder);
  return { kind: 'missing', file: folder, why: `cannot be listed: ${code ?? String(error)}` };
}

/** Reads the folder's own weights, or those of its components; the header budget is shared. */
function allWeights(folder: string, components: readonly string[]): WeightFiles {
  const places: readonly string[] = components.length > 0 ? components : [''];
  const tensors = new Map<string, Tensor>();
  const evidence: Evidence[] = [];
  const problems: Problem[] = [];
  let read = 0;
  for (const place of places) {
    try {
      const prefix = place === '' ? '' : `${place}/`;
      const part = readWeights(join(folder, place), prefix, LARGEST_HEADERS - read);
      for (const [name, tensor] of part.tensors) tensors.set(name, tensor);
      evidence.push(...part.evidence);
      problems.push(...part.problems);
      read += part.read;
      if (place !== '')
        problems.push(...pointerProblem(join(folder, place), readdirSync(join(folder, place))));
    } catch (error) {
      problems.push(unlisted(join(folder, place), error));
    }
  }
  return { tensors, evidence, problems, read };
}

function configEvidence(file: string, config: JsonObject | undefined): readonly Evidence[] {
  const says = [
    ['model_type', textAt(config, 'model_type')],
    ['architectures', textsAt(config, 'architectures').join(', ') || undefined],
    ['_class_name', textAt(config, '_class_name')],
    ['base_model_name_or_path', textAt(config, 'base_model_name_or_path')],
  ].flatMap(([key, value]) => (value === undefined ? [] : [`${key} = ${value}`]));
  return says.length === 0 ? [] : [{ file, says: says.join('; ') }];
}

const PICKLES = /\.(bin|pt|pth|ckpt|distcp|pkl|gguf|onnx)$/;

function noWeights(folder: string, files: readonly string[]): readonly Problem[] {
  const pickle = files.find((name) => PICKLES.test(name));
  return pickle === undefined
    ? [{ kind: 'no-weights', file: folder, why: 'it holds no .safetensors file' }]
    : [{ kind: 'not-safetensors', file: join(folder, pickle), why: 'only safetensors headers are read' }];
}

function readFolder(name: string, where: Checkpoint['where'], folder: string): Checkpoint {
  let files: readonly string[];
  try {
    files = readdirSync(folder);
  } catch (error) {
    return checkpointOf({ name, where, tensors: new Map(), problems: [unlisted(folder, error)] });
  }
  const [config, modelIndex, adapter, added, tokenizer] = [
    'config.json',
    'model_index.json',
    'adapter_config.json',
    'added_tokens.json',
    'tokenizer_config.json',
  ].map((file) => (files.includes(file) ? readConfig(folder, file) : undefined));
  const weights = allWeights(folder, componentsOf(modelIndex?.value, files));
  const empty = weights.tensors.size === 0 && weights.problems.length === 0;
  return checkpointOf({
    name,
    where,
    ...(config?.value === undefined ? {} : { config: config.value }),
    ...(modelIndex?.value === undefined ? {} : { modelIndex: modelIndex.value }),
    tensors: weights.tensors,
    addedTokens: tokensOf(added?.value, tokenizer?.value),
    adapters: adapter?.value === undefined ? [] : [adapterOf(adapter.value)],
    evidence: [
      ...configEvidence('config.json', config?.value),
      ...configEvidence('model_index.json', modelIndex?.value),
      ...configEvidence('adapter_config.json', adapter?.value),
      ...weights.evidence,
    ],
    problems: withoutPointers([
      ...pointerProblem(folder, files),
      ...[config, modelIndex, adapter, added, tokenizer].flatMap((one) => one?.problems ?? []),
      ...weights.problems,
      ...(empty ? noWeights(folder, files) : []),
    ]),
  });
}

/** One safetensors file, with the config.json beside it where there is one. */
function readFile(name: string, path: string): Checkpoint {
  const where = { kind: 'file', path } as const;
  const shut = shutOut(path);
  if (shut !== undefined) return checkpointOf({ name, where, tensors: new Map(), problems: [shut] });
  if (!path.endsWith('.safetensors')) {
    const why = 'it is neither a folder nor a .safetensors file';
    return checkpointOf({
      name,
      where,
      tensors: new Map(),
      problems: [{ kind: 'not-safetensors', file: path, why }],
    });
  }
  const { tensors, evidence, problems } = readShard(path);
  const config = readConfig(dirname(path), 'config.json');
  const pointers = pointerProblem(dirname(path), [basename(path), 'config.json']);
  return checkpointOf({
    name,
    where,
    ...(config.value === undefined ? {} : { config: config.value }),
    tensors,
    evidence: [...configEvidence('config.json', config.value), ...evidence],
    problems: withoutPointers([...pointers, ...config.problems, ...problems]),
  });
}

/** Reads `name`: a folder, a .safetensors file, or a repository that lies in the Hub's cache below `hfHome`. */
export function readCheckpoint(name: string, surroundings: ModelSurroundings = {}): Checkpoint {
  const where = locate(name, surroundings);
  if (where.kind === 'file') return readFile(name, where.path);
  if (where.kind === 'folder' || where.kind === 'hub-cache') return readFolder(name, where, where.path);
  const problems: readonly Problem[] =
    where.kind === 'missing'
      ? [{ kind: 'missing', file: where.path, why: 'there is no such file or folder' }]
      : [];
  return checkpointOf({ name, where, tensors: new Map(), problems });
}
