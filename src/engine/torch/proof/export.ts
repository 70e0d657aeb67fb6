/** Whether a folder that a server loads holds a whole model, or a whole adapter. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readHeader } from '../../../checkpoint/safetensors.ts';
import { isObject } from '../../../json/object.ts';
import { readJsonFile } from '../../../json/read.ts';
import { type FiniteSample, type Shard, sampleFinite } from './finite.ts';

/** What the folder shows. */
export interface ExportProof {
  readonly path: string;
  readonly present: boolean;
  readonly complete: boolean;
  readonly tensors: number;
  readonly bytes: number;
  readonly sample?: FiniteSample;
  readonly problems: readonly string[];
}

const LARGEST_INDEX = 64 * 1024 * 1024;
const ADAPTER = 'adapter_model.safetensors';
const INDEX = 'model.safetensors.index.json';
/** A pattern of a renaming that was written into a name: `model(?!\.visual).layers.0…` is a tensor of no model. */
const LEFT_PATTERN = /\(\?/;

function json(path: string): Record<string, unknown> | string {
  const read = readJsonFile(path, LARGEST_INDEX);
  if (!read.ok)
    return read.problem === 'missing' ? `${path} is missing` : `${path} cannot be read: ${read.why}`;
  return isObject(read.value) ? read.value : `${path} is not an object`;
}

/** The files that must be there and the tensors that each must hold, as far as an index tells. */
function expected(path: string, lora: boolean, problems: string[]): ReadonlyMap<string, readonly string[]> {
  if (lora) {
    const config = json(join(path, 'adapter_config.json'));
    if (typeof config === 'string') problems.push(config);
    return new Map([[ADAPTER, []]]);
  }
  const index = json(join(path, INDEX));
  if (typeof index === 'string') {
    problems.push(index);
    return new Map();
  }
  const map = index.weight_map;
  if (typeof map !== 'object' || map === null || Object.keys(map).length === 0) {
    problems.push(`${INDEX} has no weight_map`);
    return new Map();
  }
  const files = new Map<string, string[]>();
  for (const [tensor, file] of Object.entries(map)) {
    // A hostile index could point anywhere; a shard lies beside its index.
    if (typeof file !== 'string' || !/^[\w.-]+\.safetensors$/.test(file)) {
      problems.push(`${INDEX} names no valid file for ${tensor}`);
      continue;
    }
    const held = files.get(file);
    if (held === undefined) files.set(file, [tensor]);
    else held.push(tensor);
  }
  return files;
}

function readShard(
  path: string,
  wanted: readonly string[],
  problems: string[],
): { shard?: Shard; bytes: number } {
  const header = readHeader(path);
  if (!header.ok) {
    problems.push(`${path}: ${header.problem}`);
    return { bytes: 0 };
  }
  const odd = wanted.find((name) => LEFT_PATTERN.test(name));
  if (odd !== undefined) problems.push(`${path} has names that no model has, with a pattern in them: ${odd}`);
  if (header.tensors.length === 0) problems.push(`${path} holds no tensor`);
  const held = new Set(header.tensors.map((tensor) => tensor.name));
  const missing = wanted.filter((name) => !held.has(name));
  if (missing.length > 0)
    problems.push(
      `${path} lacks ${missing[0]}${missing.length > 1 ? ` and ${missing.length - 1} more` : ''}`,
    );
  return { shard: { path, tensors: header.tensors }, bytes: header.size };
}

/** Reads headers and a sample of the values, never whole weights. */
export function readExport(path: string, lora?: boolean): ExportProof {
  let files: readonly string[];
  try {
    files = readdirSync(path);
  } catch {
    return {
      path,
      present: false,
      complete: false,
      tensors: 0,
      bytes: 0,
      problems: [`${path} does not exist`],
    };
  }
  const problems: string[] = [];
  const adapter = lora ?? (files.includes(ADAPTER) && !files.includes(INDEX));
  const shards: Shard[] = [];
  let bytes = 0;
  for (const [file, wanted] of expected(path, adapter, problems)) {
    const read = readShard(join(path, file), wanted, problems);
    if (read.shard !== undefined) shards.push(read.shard);
    bytes += read.bytes;
  }
  if (!adapter && !files.includes('config.json')) problems.push(`${path} has no config.json`);
  const sample = shards.length === 0 ? undefined : sampleFinite(shards);
  if (sample !== undefined && sample.notFinite.length > 0) {
    problems.push(
      `${sample.notFinite[0]} holds NaN or infinity${sample.notFinite.length > 1 ? `, and ${sample.notFinite.length - 1} more tensors` : ''}`,
    );
  }
  for (const zero of sample?.zeros ?? []) problems.push(`${zero} holds nothing but zeros`);
  const tensors = shards.reduce((sum, shard) => sum + shard.tensors.length, 0);
  return {
    path,
    present: true,
    complete: problems.length === 0,
    tensors,
    bytes,
    ...(sample === undefined ? {} : { sample }),
    problems,
  };
}
