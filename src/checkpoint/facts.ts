/** The few facts about the model that plans and rules are made from, told from the checkpoint that was read. */
import { join } from 'node:path';
import { textAt } from '../json/object.ts';
import { type Checkpoint, elementsOf } from './checkpoint.ts';
import type { FamilyId } from './family/table.ts';
import type { ModelSurroundings } from './locate.ts';
import { readCheckpoint } from './read.ts';

/** A model, as far as a plan needs to know it. */
export interface ModelFacts {
  readonly name: string;
  /** Set when the model's files lie on this machine. */
  readonly folder?: string;
  /** `model_type` as the engine will read it, and what says so. */
  readonly family?: { readonly name: string; readonly evidence: string };
  /** Parameter count, and what says so. */
  readonly parameters?: { readonly count: number; readonly evidence: string };
  /** Why it cannot be used. */
  readonly problem?: string;
}

/** `model_type` of the families that a repository's name tells. */
const MODEL_TYPES: Partial<Record<FamilyId, string>> = {
  'cosmos-reason1': 'qwen2_5_vl',
  'cosmos-reason2': 'qwen3_vl',
};

/** Mixtures of experts have a `model_type` of their own, which the engine implements natively. */
const EXPERTS = /^qwen\/qwen3-vl-\d+b-a\d+b/i;

/** Published parameter counts, from the safetensors index of each repository. */
const PUBLISHED: ReadonlyArray<readonly [RegExp, number]> = [
  [/^nvidia\/cosmos-reason1-7b/i, 8_292_166_656],
  [/^nvidia\/cosmos-reason2-2b/i, 2_127_532_032],
  [/^nvidia\/cosmos-reason2-8b/i, 8_767_123_696],
];

/** Where to look for models: the folder relative names count from, and the Hub's cache. */
export function surroundingsOf(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): ModelSurroundings {
  const hfHome =
    env['HF_HOME'] ?? (env['HOME'] === undefined ? undefined : `${env['HOME']}/.cache/huggingface`);
  return { cwd, ...(hfHome === undefined ? {} : { hfHome }) };
}

function repoOf({ where }: Checkpoint): string | undefined {
  return where.kind === 'name' || where.kind === 'hub-cache' ? where.repo : undefined;
}

function familyOf(checkpoint: Checkpoint): ModelFacts['family'] {
  const type = textAt(checkpoint.config, 'model_type');
  if (type !== undefined && 'path' in checkpoint.where)
    return { name: type, evidence: `${join(checkpoint.where.path, 'config.json')}: model_type` };
  const repo = repoOf(checkpoint);
  if (repo === undefined) return undefined;
  const [family] = checkpoint.families;
  const name = EXPERTS.test(repo) ? 'qwen3_vl_moe' : family && MODEL_TYPES[family.id];
  return name === undefined ? undefined : { name, evidence: `the repository's name, ${repo}` };
}

function parametersOf(checkpoint: Checkpoint): ModelFacts['parameters'] {
  const sizes = [...checkpoint.tensors.values()].map(elementsOf);
  if (sizes.length > 0 && sizes.every((size) => size !== undefined)) {
    const count = sizes.reduce((sum, size) => sum + size, 0);
    return { count, evidence: `the headers of ${sizes.length} tensors` };
  }
  const repo = repoOf(checkpoint);
  const count = PUBLISHED.find(([name]) => name.test(repo ?? ''))?.[1];
  return count === undefined ? undefined : { count, evidence: `the repository's name, ${repo}` };
}

const LOCAL = /^(\/|\.{1,2}\/|~)/;

function problemOf({ name, where, config, problems }: Checkpoint): string | undefined {
  if (where.kind === 'missing')
    return LOCAL.test(name)
      ? `the model folder ${name} does not exist`
      : `\`${name}\` is neither a folder nor a repository name like organisation/name`;
  if (where.kind === 'file') return `the model ${name} is a file, not a folder`;
  if (where.kind !== 'folder') return undefined;
  const path = join(where.path, 'config.json');
  const broken = problems.find(
    ({ kind, file }) => file === path || (kind === 'missing' && file === where.path),
  );
  if (broken?.kind === 'missing') return `the model folder ${name} ${broken.why}`;
  if (broken !== undefined) return `${path} cannot be read as JSON: ${broken.why}`;
  return config === undefined ? `the model folder ${name} has no config.json` : undefined;
}

/** The facts of a checkpoint. */
export function factsOf(checkpoint: Checkpoint): ModelFacts {
  const family = familyOf(checkpoint);
  const parameters = parametersOf(checkpoint);
  const problem = problemOf(checkpoint);
  const { where } = checkpoint;
  return {
    name: checkpoint.name,
    ...(where.kind === 'folder' || where.kind === 'hub-cache' ? { folder: where.path } : {}),
    ...(family === undefined ? {} : { family }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(problem === undefined ? {} : { problem }),
  };
}

/** Reads the facts of the model that a config names. Never throws, never downloads. */
export function modelFacts(name: string, surroundings: ModelSurroundings): ModelFacts {
  return factsOf(readCheckpoint(name, surroundings));
}
