/** The tensors of one folder, from the headers of its safetensors files and their index; weights are never read. */
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isObject, valueAt } from '../json/object.ts';
import { readJsonFile } from '../json/read.ts';
import type { Evidence, Problem, Tensor } from './checkpoint.ts';
import { forbidden, isForbidden } from './permission.ts';
import { readHeader } from './safetensors.ts';

/** An index of a million tensors has some 100 MB; the largest published ones have 10 MB. */
export const LARGEST_INDEX = 64 * 1024 * 1024;

/** Header bytes read of one checkpoint, at most; a 22 GB model has 0.2 MB of them. */
export const LARGEST_HEADERS = 256 * 1024 * 1024;

/** Files an index may name; the largest published models have some hundred. */
const MOST_SHARDS = 10_000;

/** Problems of one kind that are listed; more are counted. */
const MANY = 20;

/** What a folder's weights are; `read` is what was read of the weight files, in bytes. */
export interface WeightFiles {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly evidence: readonly Evidence[];
  readonly problems: readonly Problem[];
  readonly read: number;
}

/** A shard lies beside its index: a name, no path. */
function isShardName(name: unknown): name is string {
  return (
    typeof name === 'string' &&
    name.endsWith('.safetensors') &&
    name.length < 256 &&
    !/[/\\\0]|^\./.test(name)
  );
}

function shown(text: unknown): string {
  return JSON.stringify(text)?.slice(0, 120) ?? String(text);
}

/** Lists at most `MANY` problems of a kind, and how many more there are. */
function few(problems: readonly Problem[]): readonly Problem[] {
  const first = problems[0];
  if (first === undefined || problems.length <= MANY) return problems;
  const more = `and ${problems.length - MANY} more like these`;
  return [...problems.slice(0, MANY), { kind: first.kind, file: first.file, why: more }];
}

interface Index {
  /** Tensor name to shard. */
  readonly map: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

function readIndex(file: string): Index {
  const json = readJsonFile(file, LARGEST_INDEX);
  if (!json.ok && isForbidden(json.why)) return { map: new Map(), problems: [forbidden(file)] };
  const bad = (why: string): Index => ({ map: new Map(), problems: [{ kind: 'index', file, why }] });
  if (!json.ok) return bad(json.why === 'ELOOP' ? 'it is a loop of links' : json.why);
  const weightMap = valueAt(json.value, 'weight_map');
  if (!isObject(weightMap)) return bad('it has no weight_map');
  const map = new Map<string, string>();
  const problems: Problem[] = [];
  let last: unknown;
  for (const [tensor, shard] of Object.entries(weightMap)) {
    if (shard === last || isShardName(shard)) {
      map.set(tensor, shard as string);
      last = shard;
    } else {
      const why = `it sends ${shown(tensor)} to ${shown(shard)}, which is no file name beside it`;
      problems.push({ kind: 'index', file, why });
    }
  }
  if (map.size === 0 && problems.length === 0)
    problems.push({ kind: 'index', file, why: 'it names no tensor' });
  return { map, problems: few(problems) };
}

interface Shards {
  readonly tensors: Map<string, Tensor>;
  readonly problems: readonly Problem[];
  readonly missing: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly read: number;
}

function readShards(folder: string, prefix: string, names: readonly string[], budget: number): Shards {
  const tensors = new Map<string, Tensor>();
  const problems: Problem[] = [];
  const missing: string[] = [];
  const evidence: Evidence[] = [];
  let read = 0;
  for (const name of names) {
    const file = join(folder, name);
    if (read >= budget) {
      problems.push({ kind: 'too-much', file, why: `the headers before it had ${read} bytes already` });
      break;
    }
    const header = readHeader(file, budget - read);
    read += header.read;
    if (!header.ok) {
      if (header.code === 'ENOENT') missing.push(name);
      else if (isForbidden(header.code)) problems.push(forbidden(file));
      else
        problems.push({
          kind: 'header',
          file,
          why: header.code === 'ELOOP' ? 'it is a loop of links' : header.problem,
        });
      continue;
    }
    const own = `${prefix}${name}`;
    evidence.push({ file: own, says: `header: ${header.tensors.length} tensors` });
    for (const { name: tensor, dtype, shape } of header.tensors) {
      const key = prefix === '' ? tensor : `${prefix}${tensor}`;
      const before = tensors.get(key);
      if (before === undefined) tensors.set(key, { dtype, shape, file: own });
      else
        problems.push({ kind: 'header', file, why: `it holds ${shown(tensor)}, which ${before.file} holds` });
    }
  }
  return { tensors, problems: few(problems), missing, evidence, read };
}

/** Adds what only the index names, and says where index and headers disagree. */
function merge(index: Index, shards: Shards, file: string, prefix: string): readonly Problem[] {
  const unread = new Set([...shards.missing, ...shards.problems.map((one) => basename(one.file))]);
  const wrong: Problem[] = [];
  for (const [tensor, shard] of index.map) {
    const key = prefix === '' ? tensor : `${prefix}${tensor}`;
    const held = shards.tensors.get(key);
    const own = prefix === '' ? shard : `${prefix}${shard}`;
    if (held === undefined) shards.tensors.set(key, { file: own });
    if (held?.file === own || unread.has(shard)) continue;
    const where = held === undefined ? 'does not hold it' : `is not where it lies: ${held.file}`;
    wrong.push({ kind: 'index', file, why: `it sends ${shown(tensor)} to ${shard}, which ${where}` });
  }
  return few(wrong);
}

/** Reads one folder; tensor and file names get `prefix`, which is empty or a component's name with a slash. */
export function readWeights(folder: string, prefix = '', budget = LARGEST_HEADERS): WeightFiles {
  const files = readdirSync(folder);
  const indices = files.filter((name) => name.endsWith('.safetensors.index.json')).sort();
  const indexName = indices.find((name) => name === 'model.safetensors.index.json') ?? indices[0];
  const present = files.filter((name) => name.endsWith('.safetensors') && !name.startsWith('.')).sort();
  if (indexName === undefined) {
    const shards = readShards(folder, prefix, present, budget);
    return { ...shards, problems: [...shards.problems, ...lacking(folder, shards)] };
  }
  const file = join(folder, indexName);
  const index = readIndex(file);
  const all = [...new Set(index.map.values())].sort();
  const names = all.slice(0, MOST_SHARDS);
  const shards = readShards(folder, prefix, names, budget);
  const wrong = merge(index, shards, file, prefix);
  return {
    tensors: shards.tensors,
    problems: [
      ...index.problems,
      ...(all.length > names.length
        ? [{ kind: 'too-much' as const, file, why: `it names ${all.length} files` }]
        : []),
      ...shards.problems,
      ...lacking(folder, shards, names.length),
      ...wrong,
    ],
    evidence: [
      { file: `${prefix}${indexName}`, says: `${index.map.size} tensors in ${names.length} files` },
      ...shards.evidence,
    ],
    read: shards.read,
  };
}

/** Reads the header of one file and looks at nothing beside it. */
export function readShard(path: string): WeightFiles {
  const shards = readShards(dirname(path), '', [basename(path)], LARGEST_HEADERS);
  const gone = shards.missing.map((): Problem => ({ kind: 'missing', file: path, why: 'it is not there' }));
  return { ...shards, problems: [...shards.problems, ...gone] };
}

function lacking(folder: string, { missing }: Shards, all?: number): readonly Problem[] {
  if (missing.length === 0) return [];
  // An index alone is what `config and index only` downloads leave: names are known, shapes are not.
  if (missing.length === all)
    return [
      { kind: 'no-weights', file: folder, why: `none of the ${all} files that the index names is here` },
    ];
  return few(
    missing.map((name) => ({ kind: 'shard-missing', file: join(folder, name), why: 'the index names it' })),
  );
}
