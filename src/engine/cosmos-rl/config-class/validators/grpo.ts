/** Validators of GrpoConfig and RewardFunctionConfig (policy/config/__init__.py, 0.2.6 to 0.4.7). */
import { atLeast } from '../../versions.ts';
import type { EngineTable } from '../answer.ts';
import { describe } from '../describe-value.ts';
import { assertion, int, loaderDefaults, rewardWeights, type Validator, valueError } from './validator.ts';

/** Without a score key the reward's own name is used (from 0.4.4). */
export const rewardFunction: Validator = (self) => {
  if (self['score_key'] === null) self['score_key'] = self['name'] ?? null;
  return undefined;
};

/** The hard limit on steps in flight is never below the soft one (from 0.4.4). */
export function raiseInflight(self: EngineTable): void {
  const least = int(self, 'allowed_outdated_steps') + 1n;
  const most = self['max_inflight_steps'];
  if (typeof most === 'bigint' && most < least) self['max_inflight_steps'] = least;
}

function decoupled(self: EngineTable): void {
  if (self['use_decoupled_loss'] === true) {
    self['rollout_as_token_ids'] = true;
    self['collect_rollout_logprobs'] = true;
  }
  if (self['use_rollout_logprobs_for_loss'] === true) self['collect_rollout_logprobs'] = true;
}

/** Variant, rewards and what they imply. */
export const grpo: Validator = (self, version) => {
  const variants = atLeast(version, '0.3.9') ? ['grpo', 'dapo', 'gspo'] : ['grpo', 'dapo'];
  if (!variants.includes(String(self['variant'])))
    return assertion(
      'variant',
      `is ${describe(self['variant'] as never)}, but must be one of ${variants.join(', ')}`,
    );
  loaderDefaults(self);
  self['reward_function'] = rewardWeights(self['reward_function']);
  if (Object.keys(self['reward_function']).length === 0)
    return assertion('reward_function', 'is empty, but must name a reward function');
  if (!atLeast(version, '0.3.9')) return undefined;
  if (typeof self['filter_reward_metric'] === 'string')
    self['filter_reward_metric'] = [self['filter_reward_metric']];
  const batch = self['dataloader_batch_size'];
  if (typeof batch === 'bigint' && batch <= 0n) self['dataloader_batch_size'] = null;
  decoupled(self);
  if (self['use_rollout_logprobs_for_loss'] === true && self['use_decoupled_loss'] === true)
    return assertion('use_decoupled_loss', 'cannot be used together with `use_rollout_logprobs_for_loss`');
  if (!atLeast(version, '0.4.4')) return undefined;
  if (self['variant'] === 'dapo' && int(self, 'outdated_rollout_fetch_batch_size') <= 0n)
    self['outdated_rollout_fetch_batch_size'] = 128n;
  raiseInflight(self);
  if (self['uncentralized_training'] === true && self['variant'] !== 'grpo')
    return valueError(
      'uncentralized_training',
      `works with variant "grpo" only, not "${String(self['variant'])}"`,
    );
  return undefined;
};
