/** Families by config.json, model_index.json and adapter_config.json. */
import { isObject, numberAt, textAt, textsAt, valueAt } from '../../json/object.ts';
import type { FamilyFacts, Sign } from './sign.ts';
import { ALPAMAYO_VOCABULARIES, type FamilyId } from './table.ts';

function modelType(family: FamilyId, pattern: RegExp): Sign {
  return {
    family,
    seen: ({ config }) => {
      const type = textAt(config, 'model_type');
      return type !== undefined && pattern.test(type) ? `config.json: model_type = ${type}` : undefined;
    },
  };
}

function architecture(family: FamilyId, pattern: RegExp): Sign {
  return {
    family,
    seen: ({ config }) => {
      const name = textsAt(config, 'architectures').find((one) => pattern.test(one));
      return name === undefined ? undefined : `config.json: architectures = ${name}`;
    },
  };
}

function key(family: FamilyId, ...names: readonly string[]): Sign {
  return {
    family,
    seen: ({ config }) => {
      const found = names.find((name) => valueAt(config, name) !== undefined);
      return found === undefined ? undefined : `config.json has ${found}`;
    },
  };
}

/** Rows of the token embedding as the configs say. */
function vocabularyOf({ config }: Pick<FamilyFacts, 'config'>): number | undefined {
  return numberAt(config, 'text_config', 'vocab_size') ?? numberAt(config, 'vocab_size');
}

function exportType({ config }: FamilyFacts): string | undefined {
  const type = textAt(config, 'alpamayo_metadata', 'export_type');
  return type !== undefined && /expert/i.test(type)
    ? `config.json: alpamayo_metadata.export_type = ${type}`
    : undefined;
}

/** Widths of the expert of Alpamayo 1 / 1.5 (36 × 2048, MLP 8256) and of 2 Super (64 × 1536) in a plain Qwen3 config. */
function expertWidths({ config }: FamilyFacts): string | undefined {
  if (textAt(config, 'model_type') !== 'qwen3') return undefined;
  const layers = numberAt(config, 'num_hidden_layers');
  const hidden = numberAt(config, 'hidden_size');
  const mlp = numberAt(config, 'intermediate_size');
  const r1 = layers === 36 && hidden === 2048 && mlp === 8256;
  const two = layers === 64 && hidden === 1536;
  return r1 || two
    ? `config.json: qwen3 with ${layers} layers of ${hidden}, as Alpamayo's expert`
    : undefined;
}

/** Cosmos 3 Edge and its like: the language model inside is a Nemotron, which no Qwen code loads. */
function nemotronInside({ config }: FamilyFacts): string | undefined {
  if (!/^cosmos3/.test(textAt(config, 'model_type') ?? '')) return undefined;
  const inner = ['text_config', 'llm_config', 'language_config', 'vlm_config']
    .map((name) => textAt(config, name, 'model_type'))
    .find((type) => type !== undefined && /nemotron/i.test(type));
  return inner === undefined ? undefined : `config.json: its language model is ${inner}`;
}

function repack({ config }: FamilyFacts): string | undefined {
  const type = textAt(config, 'model_type') ?? '';
  if (!/^qwen3_vl/.test(type)) return undefined;
  if (isObject(valueAt(config, 'alpamayo_metadata'))) return 'config.json has alpamayo_metadata';
  const rows = vocabularyOf({ ...(config === undefined ? {} : { config }) });
  return rows !== undefined && ALPAMAYO_VOCABULARIES.includes(rows)
    ? `config.json: ${type} with a vocabulary of ${rows} rows, as Alpamayo's`
    : undefined;
}

function pipeline({ modelIndex }: FamilyFacts): string | undefined {
  const name = textAt(modelIndex, '_class_name');
  return name === undefined ? undefined : `model_index.json: _class_name = ${name}`;
}

/** Transformers, VAEs and UNets carry `_class_name` in their own config.json. */
function component({ config }: FamilyFacts): string | undefined {
  const name = textAt(config, '_class_name');
  return name === undefined ? undefined : `config.json: _class_name = ${name}`;
}

function visionLanguage({ config }: FamilyFacts): string | undefined {
  const vision = ['vision_config', 'visual', 'mm_vision_tower'].find(
    (name) => valueAt(config, name) !== undefined,
  );
  return vision === undefined ? undefined : `config.json has ${vision}`;
}

/** Language models of Transformers that may come without `architectures`. */
const TEXT_TYPES: ReadonlySet<string> = new Set(['llama', 'qwen2', 'qwen3', 'qwen3_moe', 'deepseek_v3']);

/** In order; the first that is seen counts. */
export const BY_CONFIG: readonly Sign[] = [
  { family: 'diffusers', seen: pipeline },
  { family: 'alpamayo-expert-export', seen: exportType },
  { family: 'alpamayo-expert-export', seen: expertWidths },
  { family: 'alpamayo-vlm-repack', seen: repack },
  modelType('alpamayo-2-edge', /^alpamayo2_edge/),
  modelType('alpamayo-2-super', /^alpamayo_?2/),
  modelType('alpamayo-1.5', /^alpamayo_?1_5$/),
  modelType('alpamayo-gym', /^alpamayo_reasoning_vla_expert$/),
  modelType('alpamayo-reasoning-vla', /^alpamayo_reasoning_vla$/),
  modelType('alpamayo-r1', /^alpamayo_r1$/),
  modelType('alpamayo', /^alpamayo/),
  architecture('alpamayo-2-super', /^Alpamayo2/),
  architecture('alpamayo', /^Alpamayo/),
  modelType('cosmos3-edge', /^cosmos3.*edge/),
  { family: 'cosmos3-edge', seen: nemotronInside },
  modelType('cosmos3', /^cosmos3/),
  modelType('gr00t', /^gr00t/i),
  architecture('gr00t', /^gr00t/i),
  key('gr00t', 'action_head_cfg'),
  modelType('pi', /^pi0/),
  modelType('openvla', /^openvla/),
  modelType('cosmos-policy', /^cosmos-policy$/),
  { family: 'diffusers', seen: component },
  modelType('cosmos-reason1', /^qwen2_5_vl$/),
  modelType('cosmos-reason2', /^qwen3_vl$/),
  architecture('cosmos-reason1', /^Qwen2_5_VLForConditionalGeneration$/),
  architecture('cosmos-reason2', /^Qwen3VLForConditionalGeneration$/),
  key('action-policy', 'action_dim', 'action_head', 'n_action_steps'),
  modelType('vision-language', /(_vl|vl_moe|internvl|llava|vlm)/),
  { family: 'vision-language', seen: visionLanguage },
  {
    family: 'language-model',
    seen: ({ config }) => {
      const type = textAt(config, 'model_type');
      const known =
        type !== undefined &&
        (TEXT_TYPES.has(type) || /CausalLM/.test(textsAt(config, 'architectures').join()));
      return known ? `config.json: model_type = ${type}` : undefined;
    },
  },
  {
    family: 'adapter',
    seen: ({ adapters }) =>
      adapters[0] === undefined
        ? undefined
        : `adapter_config.json, for ${adapters[0].base ?? 'an unnamed model'}`,
  },
];
