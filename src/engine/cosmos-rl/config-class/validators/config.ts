/** The validator of the whole Config, after all classes (policy/config/__init__.py `Config.check_params_value`, 0.2.6 to 0.4.7). */
import { atLeast } from '../../versions.ts';
import type { EngineTable, Reason } from '../answer.ts';
import { raiseInflight } from './grpo.ts';
import { assertion, int, part, type Validator, valueError } from './validator.ts';

const BATCH = 'train.train_batch_per_replica';
const MICRO = 'policy.parallelism.pp_micro_batch_size';

function completion(self: EngineTable): Reason | undefined {
  if (part(self, 'rollout')['completion_admission'] !== true) return undefined;
  const policy = part(part(self, 'train'), 'train_policy');
  if (self['mode'] === 'disaggregated' && policy['type'] === 'grpo' && policy['variant'] !== 'dapo')
    return undefined;
  return valueError('rollout.completion_admission', 'works with disaggregated, non-DAPO RL only');
}

function pipeline(self: EngineTable, version: string): Reason | undefined {
  const train = part(self, 'train');
  const sizes = part(part(self, 'policy'), 'parallelism');
  const stages = int(sizes, 'pp_size');
  if (stages <= 1n) return undefined;
  const batch = int(train, 'train_batch_per_replica');
  const micro = int(sizes, 'pp_micro_batch_size');
  if (micro <= 0n) return assertion(MICRO, `is ${micro}, but must be at least 1 with pp_size > 1`);
  if (batch % micro !== 0n)
    return assertion(BATCH, `is ${batch}, no multiple of pp_micro_batch_size ${micro}`);
  if (!atLeast(version, '0.4.4')) {
    if ((batch / micro) % stages === 0n) return undefined;
    return assertion(
      BATCH,
      `is ${batch}: batch / pp_micro_batch_size must be a multiple of pp_size ${stages}`,
    );
  }
  if (train['fsdp_offload'] === true)
    return assertion('train.fsdp_offload', 'does not work with pp_size > 1');
  const mini = part(train, 'train_policy')['mini_batch'];
  if (typeof mini !== 'bigint') return undefined;
  // Python raises ZeroDivisionError for 0, which is no validation error, but an end all the same.
  if (mini === 0n) return { key: 'train.train_policy.mini_batch', type: 'exception', message: 'is 0' };
  return batch % mini === 0n ? undefined : assertion(BATCH, `is ${batch}, no multiple of mini_batch ${mini}`);
}

function grpoWithLora(self: EngineTable): Reason | undefined {
  const policy = part(self, 'policy');
  if (part(part(self, 'train'), 'train_policy')['type'] !== 'grpo') return undefined;
  if ((policy['lora'] ?? null) === null) return undefined;
  if (part(self, 'train')['compile'] === true)
    return valueError('train.compile', 'must be false for GRPO with LoRA');
  if (int(part(policy, 'parallelism'), 'tp_size') !== 1n)
    return valueError('policy.parallelism.tp_size', 'must be 1 for GRPO with LoRA');
  return undefined;
}

function outdatedSteps(self: EngineTable): void {
  const train = part(self, 'train');
  const policy = part(train, 'train_policy');
  const interval = int(train, 'sync_weight_interval');
  if (policy['type'] !== 'grpo' || int(policy, 'allowed_outdated_steps') + 1n >= interval) return;
  policy['allowed_outdated_steps'] = interval - 1n;
  raiseInflight(policy);
}

function remoteReward(self: EngineTable): Reason | undefined {
  const policy = part(part(self, 'train'), 'train_policy');
  const validation = part(self, 'validation');
  if (policy['type'] !== 'grpo') return undefined;
  if (validation['use_remote_reward'] === null)
    validation['use_remote_reward'] = policy['use_remote_reward'] ?? null;
  else if (validation['use_remote_reward'] !== policy['use_remote_reward'])
    return assertion(
      'validation.use_remote_reward',
      'must be the same as train.train_policy.use_remote_reward',
    );
  if (validation['remote_reward'] === null) validation['remote_reward'] = policy['remote_reward'] ?? null;
  return undefined;
}

function distil(self: EngineTable, version: string): Reason | undefined {
  const distillation = part(self, 'distillation');
  if (distillation['enable'] !== true) {
    distillation['top_k'] = 0n;
    return undefined;
  }
  if (atLeast(version, '0.4.7') && part(part(self, 'rollout'), 'multi_turn_config')['enable'] === true)
    return valueError('rollout.multi_turn_config.enable', 'does not work with distillation');
  const policy = part(part(self, 'train'), 'train_policy');
  for (const key of ['rollout_as_token_ids', 'bypass_reward']) {
    if (!(key in policy))
      return valueError('distillation.enable', `works with GRPO only: SFT has no \`${key}\``);
    policy[key] = true;
  }
  return undefined;
}

/** What only the whole can tell. */
export const config: Validator = (self, version) => {
  const early = completion(self) ?? pipeline(self, version);
  if (early !== undefined || !atLeast(version, '0.3.9')) return early;
  const clash = grpoWithLora(self);
  if (clash !== undefined) return clash;
  if (atLeast(version, '0.4.4')) {
    outdatedSteps(self);
    const reward = remoteReward(self);
    if (reward !== undefined) return reward;
  }
  const train = part(self, 'train');
  if (train['transfer_dtype'] === null) train['transfer_dtype'] = train['master_dtype'] ?? null;
  return distil(self, version);
};
