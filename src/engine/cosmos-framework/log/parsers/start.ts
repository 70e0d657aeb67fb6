/** Lines of the start: distribution, model, where it goes on from (utils/, model/, checkpoint/dcp.py, 5eee9ed). */
import { pattern } from '../../../torch/log/notice.ts';
import type { FrameworkNotice, FrameworkTable } from '../notice.ts';

/** Parsers of the lines of the start. */
export const START_NOTICES: FrameworkTable = {
  Config: [
    pattern(/^Config is saved using omegaconf at (.+)\/config\.yaml\.$/, (m) => ({
      kind: 'config-saved',
      path: m[1] ?? '',
    })),
  ],
  Training: [
    pattern(/^Training with (\d+) GPUs\./, (m) => ({ kind: 'world', gpus: Number(m[1]) })),
    pattern(/^Training from scratch\./, () => ({ kind: 'started-fresh' })),
  ],
  // utils/generator/parallelism.py: another topology than the config asks for.
  dp_shard: [
    pattern(/^dp_shard \((\d+)\) > world_size \((\d+)\); clamping/, (m) => ({
      kind: 'shards-clamped',
      asked: Number(m[1]),
      world: Number(m[2]),
    })),
  ],
  'HFModel:': [pattern<FrameworkNotice>(/^HFModel: \S+ \(VLM\)/, () => ({ kind: 'model-loading' }))],
  // templates/entry/with_start_weights.py: a conversion may take longer than anything else before the first step.
  'cookbook-run:': [
    pattern(
      /^cookbook-run: (?:(?:still )?making|made|another run makes) the (?:same )?start weights\b/,
      () => ({ kind: 'making-start-weights' }),
    ),
    pattern(/^cookbook-run: the start weights .*(?:could not be made|cannot be used): /, () => ({
      kind: 'launch-failed',
    })),
  ],
  freeze: [
    pattern(/^freeze config applied \([^)]*\): (\d+) trainable parameter tensors/, (m) => ({
      kind: 'trainable',
      tensors: Number(m[1]),
    })),
  ],
  Loaded: [
    pattern(/^Loaded checkpoint from (.+?)(?: \([^()]*\))? in iteration (\d+)/, (m) => ({
      kind: 'resuming',
      path: m[1] ?? '',
      step: Number(m[2]),
    })),
  ],
};
