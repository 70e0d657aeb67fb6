/** The VLM of a checkpoint under the names that every Qwen-VL shares, whether it stands alone or inside a larger model. */

import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { commonName } from '../../engine/torch/parameter-names.ts';
import { numberAt } from '../../json/object.ts';
import { shapesOf } from '../modules/parameters.ts';

/** A VLM; a shape is `undefined` where only its name is known. */
export interface Backbone {
  readonly shapes: ReadonlyMap<string, readonly number[] | undefined>;
  /** Layers that config.json gives it: a part of its tensors may be all that is known. */
  readonly layers?: number;
  readonly evidence: string;
}

/** Layers counted by the largest number in names that match; `undefined` where none does. */
function layersOf(names: Iterable<string>, pattern: RegExp): number | undefined {
  let most: number | undefined;
  for (const name of names) {
    const layer = pattern.exec(name)?.[1];
    if (layer !== undefined) most = Math.max(most ?? 0, Number(layer) + 1);
  }
  return most;
}

/** The backbone inside a checkpoint: what lies below `vlm.`, or else everything. */
export function backboneOf(checkpoint: Checkpoint): Backbone | undefined {
  const found = shapesOf(checkpoint);
  if (found === undefined) return undefined;
  const names = [...found.shapes.keys()];
  const inside = names.some((name) => name.startsWith('vlm.'));
  const shapes = new Map<string, readonly number[] | undefined>();
  for (const [name, shape] of found.shapes) {
    if (inside && !name.startsWith('vlm.')) continue;
    shapes.set(commonName(inside ? name.slice(4) : name), shape);
  }
  const { config } = checkpoint;
  const layers =
    numberAt(config, 'text_config', 'num_hidden_layers') ?? numberAt(config, 'num_hidden_layers');
  return { shapes, evidence: found.evidence, ...(layers === undefined || inside ? {} : { layers }) };
}

/** What of a backbone decides whether it fits. */
export interface Traits {
  readonly layers?: number;
  readonly hidden?: number;
  /** Rows of k_proj: the width of keys and values of one layer. */
  readonly keys?: number;
  readonly rows?: number;
  /** How attention is built: biases of Qwen2.5, norms of Qwen3. */
  readonly attention?: string;
  readonly vision?: string;
}

const LANGUAGE = 'model.language_model.';
const ATTENTION = `${LANGUAGE}layers.0.self_attn.`;

/** Reads the traits from names and shapes; what no shape tells is left out. */
export function traitsOf({ shapes, layers: said }: Backbone): Traits {
  const counted = layersOf(shapes.keys(), /^model\.language_model\.layers\.(\d+)\./);
  const layers = counted === undefined ? said : Math.max(counted, said ?? 0);
  const embedding = shapes.get(`${LANGUAGE}embed_tokens.weight`) ?? shapes.get('lm_head.weight');
  const k = shapes.get(`${ATTENTION}k_proj.weight`);
  const blocks = layersOf(shapes.keys(), /^model\.visual\.blocks\.(\d+)\./);
  const patch = shapes.get('model.visual.patch_embed.proj.weight');
  const attention = [
    ...(shapes.has(`${ATTENTION}k_proj.bias`) ? ['biases on q, k, v'] : []),
    ...(shapes.has(`${ATTENTION}k_norm.weight`) ? ['norms on q, k'] : []),
  ];
  return {
    ...(layers === undefined ? {} : { layers }),
    ...(embedding?.[1] === undefined ? {} : { hidden: embedding[1] }),
    ...(k?.[0] === undefined ? {} : { keys: k[0] }),
    ...(embedding?.[0] === undefined ? {} : { rows: embedding[0] }),
    ...(k === undefined ? {} : { attention: attention.join(', ') || 'neither biases nor norms' }),
    ...(blocks === undefined || patch?.[0] === undefined
      ? {}
      : { vision: `${blocks} blocks of ${patch[0]}` }),
  };
}
