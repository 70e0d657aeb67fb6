/** Validators of DatasetConfig, SFTDataConfig, CheckpointConfig and TrainingConfig (policy/config/__init__.py, 0.2.6 to 0.4.7). */
import { atLeast } from '../../versions.ts';
import { isEngineTable } from '../answer.ts';
import { describe } from '../describe-value.ts';
import { assertion, int, loaderDefaults, part, type Validator, valueError } from './validator.ts';

/** `split = "x"` becomes `["x"]`. */
export const dataset: Validator = (self) => {
  if (typeof self['split'] === 'string') self['split'] = [self['split']];
  return undefined;
};

/** Load balancing is checked from 0.4.4 on. */
export const validateSft: Validator = (self) => {
  loaderDefaults(self);
  if (self['enable_dp_load_balancing'] !== true) return undefined;
  const strategy = String(self['load_balanced_batching_strategy']);
  if (!['prefer_first', 'prefer_closest'].includes(strategy))
    return valueError(
      'load_balanced_batching_strategy',
      `is "${strategy}", but must be "prefer_first" or "prefer_closest"`,
    );
  const batches = int(self, 'load_balanced_batches_per_optimizer_step');
  if (batches <= 0n)
    return valueError('load_balanced_batches_per_optimizer_step', `is ${batches}, but must be at least 1`);
  return undefined;
};

/** Upload, save mode and save frequency; `save_freq_in_epoch` (from 0.3.9) stands in for `save_freq`. */
export const checkpoint: Validator = (self) => {
  const upload = self['upload_s3'];
  if (upload !== false && upload !== '') {
    if (upload !== 'final' && upload !== 'all')
      return valueError('upload_s3', `is ${describe(upload as never)}, but must be "final", "all" or false`);
    if (self['s3_bucket'] === null) return valueError('s3_bucket', 'is missing, but `upload_s3` is set');
  }
  if (self['save_mode'] !== 'async' && self['save_mode'] !== 'sync')
    return valueError(
      'save_mode',
      `is ${describe(self['save_mode'] as never)}, but must be "async" or "sync"`,
    );
  if (int(self, 'save_freq_in_epoch') <= 0n && int(self, 'save_freq') <= 0n)
    return valueError('save_freq', `is ${int(self, 'save_freq')}, but must be at least 1`);
  return undefined;
};

function balancing(self: Parameters<Validator>[0]): boolean {
  return part(self, 'train_policy')['enable_dp_load_balancing'] === true;
}

function onPolicy(self: Parameters<Validator>[0], version: string) {
  const policy = part(self, 'train_policy');
  if (policy['type'] !== 'grpo' || policy['on_policy'] !== true) return undefined;
  if (int(self, 'sync_weight_interval') !== 1n)
    return assertion('sync_weight_interval', 'must be 1 when on_policy is enabled');
  if (atLeast(version, '0.4.4')) policy['allowed_outdated_steps'] = 0n;
  return undefined;
}

/** Compile, steps, load balancing, on-policy, seed and the learning rate's dict. */
export const training: Validator = (self, version) => {
  if (self['async_tp_enabled'] === true && self['compile'] !== true)
    return valueError('async_tp_enabled', 'needs `train.compile`, which is off');
  const most = self['max_num_steps'];
  if (typeof most === 'bigint' && most <= 0n)
    return valueError('max_num_steps', `is ${most}, but must be at least 1`);
  if (balancing(self) && most === null)
    return valueError('max_num_steps', 'is missing, but enable_dp_load_balancing needs it');
  const broken = onPolicy(self, version);
  if (broken !== undefined) return broken;
  if (self['coalesce_weight_sync'] === true) {
    const policy = part(self, 'train_policy');
    if (policy['on_policy'] === true || int(policy, 'allowed_outdated_steps') <= 0n)
      self['coalesce_weight_sync'] = false;
  }
  if (self['deterministic'] === true && self['seed'] === null) self['seed'] = 42n;
  if (!atLeast(version, '0.4.4')) return undefined;
  if (typeof self['seed'] === 'bigint' && self['seed'] < 0n) self['seed'] = 42n;
  const rate = self['optm_lr'];
  if (isEngineTable(rate) && !Object.hasOwn(rate, 'global'))
    return assertion('optm_lr', 'is a table without the key "global", which every other parameter would use');
  return undefined;
};
