/** The parameters of the known architectures, from the sizes in a config: for checkpoints whose headers cannot be read. */
/** Name (as the Hugging Face files have it) to shape. */
type ModelInventory = ReadonlyMap<string, readonly number[]>;

/** Sizes of a Qwen-VL model. */
export interface Sizes {
  readonly layers: number;
  readonly hidden: number;
  /** Width of the queries and of the keys and values of one layer. */
  readonly queries: number;
  readonly keys: number;
  readonly head: number;
  readonly mlp: number;
  readonly rows: number;
  readonly tied: boolean;
  readonly vision: {
    readonly depth: number;
    readonly width: number;
    readonly mlp: number;
    readonly patch: number;
  };
}

type Shapes = Array<readonly [string, readonly number[]]>;

function linear(name: string, out: number, into: number, bias: boolean): Shapes {
  return [[`${name}.weight`, [out, into]], ...(bias ? ([[`${name}.bias`, [out]]] as Shapes) : [])];
}

function norm(name: string, width: number, bias = false): Shapes {
  return [[`${name}.weight`, [width]], ...(bias ? ([[`${name}.bias`, [width]]] as Shapes) : [])];
}

/** Layers of a Qwen decoder; Qwen2.5 has biases on q, k, v, Qwen3 norms on q and k. */
function decoder(prefix: string, s: Sizes, qwen3: boolean): Shapes {
  return Array.from({ length: s.layers }, (_, i) => {
    const at = `${prefix}.layers.${i}`;
    return [
      ...linear(`${at}.self_attn.q_proj`, s.queries, s.hidden, !qwen3),
      ...linear(`${at}.self_attn.k_proj`, s.keys, s.hidden, !qwen3),
      ...linear(`${at}.self_attn.v_proj`, s.keys, s.hidden, !qwen3),
      ...linear(`${at}.self_attn.o_proj`, s.hidden, s.queries, false),
      ...(qwen3
        ? [...norm(`${at}.self_attn.q_norm`, s.head), ...norm(`${at}.self_attn.k_norm`, s.head)]
        : []),
      ...linear(`${at}.mlp.gate_proj`, s.mlp, s.hidden, false),
      ...linear(`${at}.mlp.up_proj`, s.mlp, s.hidden, false),
      ...linear(`${at}.mlp.down_proj`, s.hidden, s.mlp, false),
      ...norm(`${at}.input_layernorm`, s.hidden),
      ...norm(`${at}.post_attention_layernorm`, s.hidden),
    ];
  }).flat();
}

function qwen3Vision(at: string, { vision: v, hidden }: Sizes): Shapes {
  const merged = v.width * 4;
  const merger = (name: string, width: number): Shapes => [
    ...norm(`${name}.norm`, width, true),
    ...linear(`${name}.linear_fc1`, merged, merged, true),
    ...linear(`${name}.linear_fc2`, hidden, merged, true),
  ];
  return [
    [`${at}.patch_embed.proj.weight`, [v.width, 3, 2, v.patch, v.patch]],
    [`${at}.patch_embed.proj.bias`, [v.width]],
    [`${at}.pos_embed.weight`, [2304, v.width]],
    ...Array.from({ length: v.depth }, (_, i) => [
      ...norm(`${at}.blocks.${i}.norm1`, v.width, true),
      ...norm(`${at}.blocks.${i}.norm2`, v.width, true),
      ...linear(`${at}.blocks.${i}.attn.qkv`, 3 * v.width, v.width, true),
      ...linear(`${at}.blocks.${i}.attn.proj`, v.width, v.width, true),
      ...linear(`${at}.blocks.${i}.mlp.linear_fc1`, v.mlp, v.width, true),
      ...linear(`${at}.blocks.${i}.mlp.linear_fc2`, v.width, v.mlp, true),
    ]).flat(),
    ...merger(`${at}.merger`, v.width),
    ...[0, 1, 2].flatMap((i) => merger(`${at}.deepstack_merger_list.${i}`, merged)),
  ];
}

function qwen25Vision(at: string, { vision: v, hidden }: Sizes): Shapes {
  return [
    [`${at}.patch_embed.proj.weight`, [v.width, 3, 2, v.patch, v.patch]],
    ...Array.from({ length: v.depth }, (_, i) => [
      ...norm(`${at}.blocks.${i}.norm1`, v.width),
      ...norm(`${at}.blocks.${i}.norm2`, v.width),
      ...linear(`${at}.blocks.${i}.attn.qkv`, 3 * v.width, v.width, true),
      ...linear(`${at}.blocks.${i}.attn.proj`, v.width, v.width, true),
      ...linear(`${at}.blocks.${i}.mlp.gate_proj`, v.mlp, v.width, true),
      ...linear(`${at}.blocks.${i}.mlp.up_proj`, v.mlp, v.width, true),
      ...linear(`${at}.blocks.${i}.mlp.down_proj`, v.width, v.mlp, true),
    ]).flat(),
    ...norm(`${at}.merger.ln_q`, v.width),
    ...linear(`${at}.merger.mlp.0`, 4 * v.width, 4 * v.width, true),
    ...linear(`${at}.merger.mlp.2`, hidden, 4 * v.width, true),
  ];
}

/** The parameters of a Qwen2.5-VL or Qwen3-VL; tied models have no lm_head of their own. */
export function qwenVl(s: Sizes, qwen3: boolean, prefix = ''): ModelInventory {
  const at = `${prefix}model`;
  return new Map([
    ...(qwen3 ? qwen3Vision(`${at}.visual`, s) : qwen25Vision(`${at}.visual`, s)),
    [`${at}.language_model.embed_tokens.weight`, [s.rows, s.hidden]],
    ...decoder(`${at}.language_model`, s, qwen3),
    ...norm(`${at}.language_model.norm`, s.hidden),
    ...(s.tied ? [] : linear(`${prefix}lm_head`, s.rows, s.hidden, false)),
  ]);
}

const QWEN3_VIT = { depth: 27, width: 1152, mlp: 4304, patch: 16 };
const REASON2_8B: Sizes = {
  layers: 36,
  hidden: 4096,
  queries: 4096,
  keys: 1024,
  head: 128,
  mlp: 12_288,
  rows: 151_936,
  tied: false,
  vision: QWEN3_VIT,
};

/** Published sizes (config.json of Qwen2.5-VL-7B, Qwen3-VL-2B/8B; Cosmos-Reason1-7B, Reason2-2B/8B have the same). */
export const PUBLISHED = {
  'reason1-7b': {
    layers: 28,
    hidden: 3584,
    queries: 3584,
    keys: 512,
    head: 128,
    mlp: 18_944,
    rows: 152_064,
    tied: false,
    vision: { depth: 32, width: 1280, mlp: 3420, patch: 14 },
  },
  'reason2-2b': {
    layers: 28,
    hidden: 2048,
    queries: 2048,
    keys: 1024,
    head: 128,
    mlp: 6144,
    rows: 151_936,
    tied: true,
    vision: { depth: 24, width: 1024, mlp: 4096, patch: 16 },
  },
  'reason2-8b': REASON2_8B,
  /** Qwen3-VL-32B's config.json. */
  'reason2-32b': { ...REASON2_8B, layers: 64, hidden: 5120, queries: 8192, mlp: 25_600 },
  /** The VLM inside Alpamayo 1 / 1.5: Reason2-8B with more rows (NVlabs/alpamayo 1cba38ca, base_model.py:207,367-381). */
  'alpamayo-vlm': { ...REASON2_8B, rows: 155_697 },
  /** The VLM inside Alpamayo 2 Super: Qwen3-VL-32B with more rows (its published config.json: vlm_config). */
  'alpamayo-2-vlm': {
    ...REASON2_8B,
    layers: 64,
    hidden: 5120,
    queries: 8192,
    mlp: 25_600,
    rows: 155_776,
  },
} as const satisfies Record<string, Sizes>;

/** The expert of Alpamayo 1 / 1.5: a Qwen3 decoder without embedding, and the projections of actions (alpamayo_r1.py:96). */
export function alpamayo(): ModelInventory {
  const expert: Sizes = { ...PUBLISHED['alpamayo-vlm'], hidden: 2048, queries: 2048, keys: 1024, mlp: 8256 };
  return new Map([
    ...qwenVl(PUBLISHED['alpamayo-vlm'], true, 'vlm.'),
    ...decoder('expert', expert, true),
    ...norm('expert.norm', 2048),
    ['action_out_proj.weight', [2, 2048]],
    ['action_out_proj.bias', [2]],
  ]);
}

/** The expert of Alpamayo 2 Super: 64 layers below `expert.expert`; its widths are not published, so names alone (NVlabs/alpamayo2 054d6ef7). */
export function alpamayo2(): ReadonlyMap<string, readonly number[] | undefined> {
  const parts = [
    'self_attn.q_proj',
    'self_attn.k_proj',
    'self_attn.v_proj',
    'self_attn.o_proj',
    'mlp.up_proj',
  ];
  const layers = Array.from({ length: 64 }, (_, i) =>
    parts.map((part) => [`expert.expert.layers.${i}.${part}.weight`, undefined] as const),
  );
  return new Map<string, readonly number[] | undefined>([
    ...qwenVl(PUBLISHED['alpamayo-2-vlm'], true, 'vlm.'),
    ...layers.flat(),
    ['expert.action_in_proj.weight', undefined],
    ['expert.action_out_proj.weight', undefined],
  ]);
}
