/** The parameters of a model as the engine names them, with the tensor of the files that each comes from. */

import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { type Family, primaryFamily } from '../../checkpoint/family/family.ts';
import type { FamilyId } from '../../checkpoint/family/table.ts';
import type { Parameter, ParameterNames, Parameters } from '../../engine/objective.ts';
import { commonName } from '../../engine/torch/parameter-names.ts';
import { numberAt, textAt, valueAt } from '../../json/object.ts';
import { alpamayo, alpamayo2, PUBLISHED, qwenVl, type Sizes } from './inventory.ts';
import { belonging, isLinear } from './role.ts';

type Shapes = ReadonlyMap<string, readonly number[] | undefined>;

/** The published model that has these layers and this width. */
function alike(layers: number | undefined, hidden: number | undefined): Sizes | undefined {
  return Object.values(PUBLISHED).find((one) => one.layers === layers && one.hidden === hidden);
}

/** Sizes by a config.json of Qwen2.5-VL or Qwen3-VL; sizes it leaves out are those of the published model like it. */
function sizesOf(config: unknown): Sizes | undefined {
  const text = (key: string) => numberAt(config, 'text_config', key) ?? numberAt(config, key);
  const vision = (key: string) => numberAt(config, 'vision_config', key);
  const base = alike(text('num_hidden_layers'), text('hidden_size'));
  if (base === undefined) return undefined;
  const head = text('head_dim') ?? base.head;
  const times = (count: number | undefined, other: number) => (count === undefined ? other : count * head);
  const tied =
    valueAt(config, 'tie_word_embeddings') ?? valueAt(config, 'text_config', 'tie_word_embeddings');
  return {
    ...base,
    head,
    queries: times(text('num_attention_heads'), base.queries),
    keys: times(text('num_key_value_heads'), base.keys),
    mlp: text('intermediate_size') ?? base.mlp,
    rows: text('vocab_size') ?? base.rows,
    tied: typeof tied === 'boolean' ? tied : base.tied,
    vision: { ...base.vision, depth: vision('depth') ?? base.vision.depth },
  };
}

const REASON: ReadonlySet<FamilyId> = new Set(['cosmos-reason1', 'cosmos-reason2', 'alpamayo-vlm-repack']);

/** What is published, by the name of a repository. */
const BY_REPOSITORY: ReadonlyArray<readonly [RegExp, () => Shapes]> = [
  [/^(nvidia\/cosmos-reason1-7b|qwen\/qwen2\.5-vl-7b)/i, () => qwenVl(PUBLISHED['reason1-7b'], false)],
  [/^(nvidia\/cosmos-reason2-2b|qwen\/qwen3-vl-2b)/i, () => qwenVl(PUBLISHED['reason2-2b'], true)],
  [/^(nvidia\/cosmos-reason2-8b|qwen\/qwen3-vl-8b)/i, () => qwenVl(PUBLISHED['reason2-8b'], true)],
  [/^(nvidia\/cosmos-reason2-32b|qwen\/qwen3-vl-32b)/i, () => qwenVl(PUBLISHED['reason2-32b'], true)],
  [/^nvidia\/alpamayo(-?1\.5|-r1|-1)/i, alpamayo],
  [/^nvidia\/alpamayo-?2-super/i, alpamayo2],
];

/** What is published, by a family that has one size only. */
const BY_FAMILY: Readonly<Partial<Record<FamilyId, () => Shapes>>> = {
  'alpamayo-r1': alpamayo,
  'alpamayo-1.5': alpamayo,
  'alpamayo-2-super': alpamayo2,
};

interface Told {
  readonly shapes: Shapes;
  readonly evidence: string;
}

/** Shapes that no header tells: by the sizes in config.json, or as published. */
function known(checkpoint: Checkpoint): Told | undefined {
  const family = primaryFamily(checkpoint.families);
  const sizes = sizesOf(checkpoint.config);
  if (sizes !== undefined && family !== undefined && REASON.has(family.id))
    return { shapes: qwenVl(sizes, family.id !== 'cosmos-reason1'), evidence: 'the sizes in config.json' };
  const { where } = checkpoint;
  const repo = where.kind === 'name' || where.kind === 'hub-cache' ? where.repo : '';
  const byName = BY_REPOSITORY.find(([pattern]) => pattern.test(repo))?.[1];
  if (byName !== undefined && family?.from === 'name')
    return { shapes: byName(), evidence: `what is published of ${repo}; no file was read` };
  const byFamily = family === undefined ? undefined : BY_FAMILY[family.id];
  return byFamily === undefined || family === undefined
    ? undefined
    : { shapes: byFamily(), evidence: `what is published of ${family.title}` };
}

/** Shapes by name, from headers; where an index only names a tensor, its shape is the one known of the model, if any. */
export function shapesOf(checkpoint: Checkpoint): Told | undefined {
  const { tensors } = checkpoint;
  if (tensors.size === 0) return known(checkpoint);
  const read = [...tensors.values()].filter(({ shape }) => shape !== undefined).length;
  if (read === tensors.size) {
    const shapes = new Map([...tensors].map(([name, { shape }]) => [name, shape]));
    return { shapes, evidence: `the headers of ${read} tensors` };
  }
  const other = known(checkpoint);
  const shapes = new Map(
    [...tensors].map(([name, { shape }]) => [
      name,
      shape ?? other?.shapes.get(name) ?? other?.shapes.get(commonName(name)),
    ]),
  );
  const from = other === undefined ? '' : `, with ${other.evidence}`;
  return { shapes, evidence: `the index of ${tensors.size} tensors and ${read} headers${from}` };
}

function modelTypeOf(checkpoint: Checkpoint, family: Family | undefined): string {
  const said = textAt(checkpoint.config, 'model_type');
  if (said !== undefined) return said;
  return family?.id === 'cosmos-reason1' ? 'qwen2_5_vl' : family?.id === 'cosmos-reason2' ? 'qwen3_vl' : '';
}

/** Names only an index could give up are whole as well; a single shard of several is not. */
function isWhole(checkpoint: Checkpoint): boolean {
  return (
    checkpoint.where.kind !== 'file' &&
    checkpoint.problems.every(({ kind }) => kind === 'json' || kind === 'no-weights')
  );
}

/** The parameters under the names of the class that the engine takes, or `undefined` where nothing tells them. */
export function parametersOf(checkpoint: Checkpoint, names: ParameterNames): Parameters | undefined {
  const found = shapesOf(checkpoint);
  if (found === undefined) return undefined;
  const family = primaryFamily(checkpoint.families);
  const modelType = modelTypeOf(checkpoint, family);
  const belongsTo = belonging(family?.kind);
  const list = [...found.shapes].map(([tensor, shape]): Parameter => {
    const elements = shape?.reduce((product, length) => product * length, 1);
    return {
      name: family?.kind === 'token' ? names.of(tensor, modelType) : tensor,
      ...belongsTo(tensor),
      ...(elements === undefined ? {} : { elements }),
      linear: isLinear(tensor, shape),
    };
  });
  return { list, evidence: found.evidence, whole: isWhole(checkpoint) };
}
