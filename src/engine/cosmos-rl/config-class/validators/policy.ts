/** Validators of LoraConfig, PolicyConfig, DistillationConfig, RolloutConfig and their neighbours (policy/config/__init__.py, 0.2.6 to 0.4.7). */
import type { RawDefault } from '../../schema/raw.ts';
import { atLeast } from '../../versions.ts';
import type { EngineTable, Reason } from '../answer.ts';
import { describe } from '../describe-value.ts';
import { assertion, int, part, rewardWeights, type Validator, valueError } from './validator.ts';

/** A text must be "all-linear" (from 0.3.9; 0.2.6 has no LoraConfig). */
export const lora: Validator = (self) => {
  const targets = self['target_modules'];
  if (typeof targets !== 'string' || targets === 'all-linear') return undefined;
  return assertion(
    'target_modules',
    `is ${describe(targets)}, but must be a list of module names or "all-linear"`,
  );
};

function modelAndSizes(self: EngineTable): Reason | undefined {
  if (self['model_name_or_path'] === '') return assertion('model_name_or_path', 'is empty');
  const sizes = part(self, 'parallelism');
  for (const key of ['tp_size', 'ep_size', 'cp_size', 'pp_size']) {
    if (int(sizes, key) <= 0n)
      return assertion(`parallelism.${key}`, `is ${int(sizes, key)}, but must be at least 1`);
  }
  const shard = int(sizes, 'dp_shard_size');
  if (shard < -1n || shard === 0n)
    return assertion('parallelism.dp_shard_size', `is ${shard}, but must be at least 1, or -1`);
  return undefined;
}

/** Model name, sizes and, from 0.4.4, one kind of pattern only. */
export const policy: Validator = (self, version) => {
  const broken = modelAndSizes(self);
  if (broken !== undefined) return broken;
  if (atLeast(version, '0.4.4') && self['trainable_pattern'] !== null && self['freeze_pattern'] !== null)
    return assertion('trainable_pattern', 'cannot be set together with `policy.freeze_pattern`');
  return undefined;
};

/** The teacher has the same bounds as the policy. */
export const distillation: Validator = (self) => {
  const broken = modelAndSizes(self);
  if (broken !== undefined) return broken;
  if (int(self, 'top_k') <= 0n && 'trainer_token_ids_from_teacher' in self)
    self['trainer_token_ids_from_teacher'] = false;
  return undefined;
};

/** No continued message together with a generation prompt. */
export const multiTurn: Validator = (self) => {
  const clash = ['enable_tools', 'add_generation_prompt', 'continue_final_message'].every(
    (key) => self[key] === true,
  );
  return clash
    ? assertion('continue_final_message', 'must be false when add_generation_prompt is true')
    : undefined;
};

/** Rewards of the validation; up to 0.2.6 there must be one. */
export const validation: Validator = (self, version) => {
  self['reward_function'] = rewardWeights(self['reward_function']);
  if (atLeast(version, '0.3.9') || Object.keys(self['reward_function']).length > 0) return undefined;
  return assertion('reward_function', 'is empty, but must name a reward function');
};

/** Logger names are lower-cased. */
export const logging: Validator = (self) => {
  const names = self['logger'];
  if (Array.isArray(names)) self['logger'] = names.map((name) => String(name).toLowerCase());
  return undefined;
};

const BACKENDS = ['vllm', 'trtllm', 'vllm_async'];

/** Rollout parallelism may only set a few sizes, whatever the trainer (from 0.3.9). */
export const rollout: Validator = (self, version) => {
  if (!atLeast(version, '0.3.9') || !BACKENDS.includes(String(self['backend']))) return undefined;
  const free = [
    'n_init_replicas',
    'tp_size',
    'pp_size',
    ...(atLeast(version, '0.4.4') ? ['dp_shard_size'] : []),
  ];
  const sizes = part(self, 'parallelism');
  for (const [key, value] of Object.entries(sizes)) {
    if (free.includes(key) || same(value, PARALLELISM[key])) continue;
    return valueError(
      `parallelism.${key}`,
      `is ${describe(value as never)}; of rollout.parallelism only ${free.join(', ')} can be set`,
    );
  }
  return undefined;
};

/** Defaults of RolloutParallelismConfig, the same in 0.3.9, 0.4.4 and 0.4.7 (compared in the engine lane). */
const PARALLELISM: Readonly<Record<string, RawDefault>> = {
  cp_size: 1,
  ep_size: 1,
  dp_shard_size: 1,
  dp_replicate_size: 1,
  pp_dynamic_shape: false,
  pp_micro_batch_size: 1,
  pp_schedule: 'Interleaved1F1B',
  pp_layers_per_stage: 2,
};

function same(value: unknown, expected: RawDefault | undefined): boolean {
  return typeof value === 'bigint' ? Number(value) === expected : value === expected;
}
