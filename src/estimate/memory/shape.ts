/** The sizes of a Qwen-VL model that decide its memory, told from the names and shapes of its tensors. */
import type { ModelShape } from '../../engine/sizing.ts';

/** Tensor names with their shapes; without one where no header tells. */
type TensorShapes = ReadonlyMap<string, readonly number[] | undefined>;

const EMBEDDING = /(^|\.)embed_tokens\.weight$/;
const HEAD = /(^|\.)lm_head\.weight$/;
const LAYER = /(?:^|\.)layers\.(\d+)\./;
const BLOCK = /(?:^|\.)visual\.blocks\.(\d+)\./;

function product(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

/** The sizes, or `undefined` where a shape that decides is not there: another architecture, or no headers. */
export function shapeOf(tensors: TensorShapes): ModelShape | undefined {
  const all = [...tensors];
  const sized = all.filter((one): one is [string, readonly number[]] => one[1] !== undefined);
  if (sized.length === 0 || sized.length < all.length) return undefined;
  const find = (pattern: RegExp) => sized.find(([name]) => pattern.test(name))?.[1];
  const count = (pattern: RegExp) =>
    1 + Math.max(-1, ...sized.map(([name]) => Number(pattern.exec(name)?.[1] ?? -1)));
  const [vocabulary, hidden] = find(EMBEDDING) ?? [];
  const queries = find(/layers\.0\.self_attn\.q_proj\.weight$/)?.[0];
  const keys = find(/layers\.0\.self_attn\.k_proj\.weight$/)?.[0];
  const mlp = find(/layers\.0\.mlp\.gate_proj\.weight$/)?.[0];
  const width = find(/visual\.blocks\.0\.attn\.proj\.weight$/)?.[0];
  const visionMlp = find(/visual\.blocks\.0\.mlp\.(linear_fc1|gate_proj)\.weight$/)?.[0];
  const patch = find(/visual\.patch_embed\.proj\.weight$/);
  const sizes = [vocabulary, hidden, queries, keys, mlp, width, visionMlp];
  if (sizes.some((size) => size === undefined) || patch === undefined) return undefined;
  const [v = 0, h = 0, q = 0, k = 0, m = 0, w = 0, vm = 0] = sizes;
  return {
    parameters: sized.reduce((sum, [, shape]) => sum + product(shape), 0),
    layers: count(LAYER),
    hidden: h,
    queries: q,
    keys: k,
    mlp: m,
    normsQueries: find(/layers\.0\.self_attn\.q_norm\.weight$/) !== undefined,
    vocabulary: v,
    tied: find(HEAD) === undefined,
    vision: { depth: count(BLOCK), width: w, mlp: vm, pixels: product(patch.slice(1)) },
  };
}
