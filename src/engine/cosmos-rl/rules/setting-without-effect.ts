/** Settings that another one makes idle. */
import { type Remedy, toRemove, toSet } from '../../../findings/remedy.ts';
import { type ConfigView, defineRule } from '../rule.ts';

/** A key, when it is idle, why, and what makes it work. */
interface Idle {
  readonly key: string;
  readonly idle: (view: ConfigView) => boolean;
  readonly why: string;
  readonly remedy: Remedy;
}

const LOADER = 'train.train_policy.dataloader_num_workers';
const off = (key: string) => (view: ConfigView) => view.context.schema.has(key) && !view.bool(key);

const IDLE: readonly Idle[] = [
  {
    key: 'train.train_policy.dataloader_prefetch_factor',
    idle: (view) => (view.number(LOADER) ?? 0) <= 0,
    why: 'without loader workers the engine drops it',
    remedy: toSet({ [LOADER]: 4n }),
  },
  {
    key: 'train.ckpt.s3_bucket',
    idle: (view) => view.effective('train.ckpt.upload_s3') === false,
    why: 'train.ckpt.upload_s3 is false',
    remedy: toSet({ 'train.ckpt.upload_s3': 'final' }),
  },
  {
    key: 'train.ckpt.hf_repo_name',
    idle: off('train.ckpt.upload_hf'),
    why: 'train.ckpt.upload_hf is false',
    remedy: toSet({ 'train.ckpt.upload_hf': true }),
  },
  {
    key: 'validation.freq',
    idle: off('validation.enable'),
    why: 'validation.enable is false',
    remedy: toSet({ 'validation.enable': true }),
  },
  {
    key: 'validation.batch_size',
    idle: off('validation.enable'),
    why: 'validation.enable is false',
    remedy: toSet({ 'validation.enable': true }),
  },
  {
    key: 'train.seed',
    idle: (view) => view.number('train.seed') === 0,
    why: 'the trainers take 0 for no seed (`if config.train.seed`)',
    remedy: toSet({ 'train.seed': 42n }),
  },
  {
    key: 'train.ema_decay',
    idle: off('train.ema_enable'),
    why: 'train.ema_enable is false',
    remedy: toSet({ 'train.ema_enable': true }),
  },
];

export const settingWithoutEffect = defineRule({
  id: 'setting-without-effect',
  summary: 'a setting that another one makes idle',
  severity: 'info',
  enforcedBy: 'nobody',
  docs: {
    what: 'A key is written whose feature is switched off by another key.',
    why: 'The engine reads it only when the feature is on (policy/config/__init__.py and the trainers), so the run goes on as if it were not there.',
    fix: 'Switch the feature on, or remove the key.',
  },
  evaluate(view) {
    return IDLE.filter(
      ({ key, idle }) => view.written(key) !== undefined && view.context.schema.has(key) && idle(view),
    ).map(({ key, why, remedy }) => ({
      ...view.at(key),
      message: `\`${key}\` has no effect: ${why}`,
      remedy: [remedy, toRemove(key)],
      data: { key },
    }));
  },
});
