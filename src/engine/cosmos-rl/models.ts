/** How cosmos-rl builds a model by its model_type, and what it then calls its parameters. */
import { placeInModel, transformersName } from '../torch/parameter-names.ts';

/** model_type values with a native implementation; all others become `hfmodel` (policy/model/*: supported_model_types, 0.4.7). */
export const NATIVE_TYPES: ReadonlySet<string> = new Set([
  'llama',
  'qwen2',
  'qwen3',
  'qwen2_5_vl',
  'qwen3_moe',
  'qwen3_vl_moe',
  'internvl',
  'internvl_chat',
  'deepseek_v3',
  'pi05',
  'pi0',
  'openvla',
  'openvla-oft',
  'cosmos-policy',
]);

/** `_class_name` of the diffusers pipelines it can train (policy/model/diffusers/*.py: supported_model_types, 0.4.7). */
export const PIPELINES: ReadonlySet<string> = new Set([
  'StableDiffusion3Pipeline',
  'SanaPipeline',
  'SanaVideoPipeline',
  'Cosmos2_5_PredictBasePipeline',
]);

/** Native text-only classes: their modules sit at the top, without `model.` (policy/model/gpt/__init__.py:421-436, 0.4.7). */
const FLAT: ReadonlySet<string> = new Set(['llama', 'qwen2', 'qwen3', 'qwen3_moe']);

/** Native classes with `model` and `visual` side by side and `lm_head` inside `model` (policy/model/qwen2_5_vl/__init__.py:436,571, 0.4.7). */
const BESIDE: ReadonlySet<string> = new Set(['qwen2_5_vl', 'qwen3_vl_moe']);

/** Whether the engine takes its own class, and not Transformers' (policy/model/base.py:614-621, 0.4.4). */
export function isNative(modelType: string, forceHf: boolean): boolean {
  return !forceHf && NATIVE_TYPES.has(modelType);
}

/** What the engine calls a parameter that the files call `name`; patterns, maps and LoRA targets are matched against this. */
export function parameterName(name: string, modelType: string, native: boolean): string {
  const { vision, language, head } = placeInModel(name);
  if (native && FLAT.has(modelType)) return language ?? head ?? name;
  if (native && BESIDE.has(modelType)) {
    if (vision !== undefined) return vision;
    return language === undefined && head === undefined ? name : `model.${language ?? head}`;
  }
  return transformersName(name, modelType);
}

/** What the engine may call a module of the files while it trains: under its own class, and inside of its wrapper of Transformers. */
export function moduleNames(module: string, modelType: string): readonly string[] {
  const names = [module, parameterName(module, modelType, true), parameterName(module, modelType, false)];
  return [...new Set(names.flatMap((name) => [name, `model.${name}`]))];
}
