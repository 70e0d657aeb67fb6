/** A number that the optimizer does not take, or hardly anyone means. */

import type { FindingDraft, Severity } from '../../../findings/finding.ts';
import { type ConfigView, defineRule } from '../rule.ts';

/** Rates above this diverge in every fine-tune of a pretrained model that is known. */
const HIGH = 1e-2;

/** The written rates with their keys; the engine takes a number, a list, or a table by module. */
function rates(view: ConfigView): ReadonlyArray<readonly [key: string, value: number]> {
  if (view.written('train.optm_lr') === undefined) return [];
  const value = view.effective('train.optm_lr');
  if (typeof value === 'number') return [['train.optm_lr', value]];
  if (Array.isArray(value)) return value.map((each) => ['train.optm_lr', Number(each)] as const);
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).map((each) => ['train.optm_lr', Number(each)] as const);
}

/** Numbers with a lower and an upper bound, which torch.optim or the schedule enforces. */
const BOUNDS: ReadonlyArray<
  readonly [key: string, least: number, most: number, why: string, severity: Severity]
> = [
  ['train.optm_weight_decay', 0, Number.POSITIVE_INFINITY, 'torch.optim raises ValueError', 'error'],
  ['train.epsilon', 0, Number.POSITIVE_INFINITY, 'torch.optim raises ValueError', 'error'],
  ['policy.lora.lora_dropout', 0, 1, 'torch.nn.Dropout raises ValueError', 'error'],
  [
    'train.optm_warmup_steps',
    0,
    Number.POSITIVE_INFINITY,
    'there are no steps below 0 (policy/trainer/optm/__init__.py)',
    'warning',
  ],
  ['train.optm_decay_ratio', 0, 1, 'it is a share of all steps (policy/trainer/optm/__init__.py)', 'warning'],
  [
    'train.optm_min_lr_factor',
    0,
    1,
    'it is a share of the learning rate (policy/trainer/optm/__init__.py)',
    'warning',
  ],
  [
    'train.optm_warmup_start_factor',
    0,
    1,
    'it is a share of the learning rate (policy/trainer/optm/__init__.py)',
    'warning',
  ],
];

function bounds(view: ConfigView): readonly FindingDraft[] {
  return BOUNDS.flatMap(([key, least, most, why, severity]) => {
    const value = view.written(key) === undefined ? undefined : view.number(key);
    if (value === undefined || (value >= least && value <= most)) return [];
    const range = most === Number.POSITIVE_INFINITY ? `at least ${least}` : `from ${least} to ${most}`;
    return [
      {
        ...view.at(key),
        severity,
        message: `\`${key}\` is ${value}, but must be ${range}`,
        because: why,
        help: `choose a value ${range}`,
        data: { key, value },
      },
    ];
  });
}

function betas(view: ConfigView): readonly FindingDraft[] {
  const value =
    view.written('train.optm_betas') === undefined ? undefined : view.effective('train.optm_betas');
  if (!Array.isArray(value) || value.every((each) => Number(each) >= 0 && Number(each) < 1)) return [];
  return [
    {
      ...view.at('train.optm_betas'),
      message: `\`train.optm_betas\` is [${value.join(', ')}], but each must be from 0 up to, not including, 1`,
      because: 'torch.optim raises ValueError when the optimizer is built',
      help: 'train.optm_betas=[0.9, 0.999]',
    },
  ];
}

/** A clip of 0 is how people switch clipping off; below 0 it is off as well, which hardly anyone means. */
function clip(view: ConfigView): readonly FindingDraft[] {
  const key = 'train.optm_grad_norm_clip';
  const value = view.written(key) === undefined ? undefined : view.number(key);
  if (value === undefined || value > 0) return [];
  return [
    {
      ...view.at(key),
      severity: value === 0 ? 'info' : 'warning',
      message: `\`${key}\` is ${value}: gradients are measured and never clipped`,
      because: 'policy/trainer/llm_trainer/sft_trainer.py, `return_norm_only`',
      help: `${key}=1.0 to clip them`,
    },
  ];
}

export const learningRateUnusable = defineRule({
  id: 'learning-rate-unusable',
  summary: 'a learning rate or optimizer number that does not work',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'A learning rate, or another number of the optimizer or its schedule, is outside the range that works.',
    why: 'The Config takes any number (executed: -1.0 and nan), torch.optim raises ValueError for negative ones, zero trains nothing, and a rate far above any fine-tune of a pretrained model ends in nan.',
    fix: 'Use a rate between about 1e-7 and 1e-3, and the ranges given for the others.',
  },
  evaluate(view) {
    const wrong = rates(view).flatMap(([key, value]): FindingDraft[] => {
      const data = { key, value };
      if (!(value >= 0) || value === Number.POSITIVE_INFINITY)
        return [
          {
            ...view.at(key),
            message: `the learning rate is ${value}, which no optimizer takes`,
            because: 'torch.optim raises ValueError when the optimizer is built',
            help: 'for example train.optm_lr=1e-6',
            data,
          },
        ];
      if (value === 0)
        return [
          {
            ...view.at(key),
            severity: 'warning',
            message: 'the learning rate is 0: nothing would be trained',
            help: 'for example train.optm_lr=1e-6',
            data,
          },
        ];
      if (value >= HIGH)
        return [
          {
            ...view.at(key),
            severity: 'warning',
            message: `the learning rate ${value} is far above what fine-tunes use`,
            because:
              'the loss would most likely become nan, and the engine exits 0 all the same (seen on a GPU)',
            help: 'for example train.optm_lr=1e-6; write 1e-6, not 1e6',
            data,
          },
        ];
      return [];
    });
    return [...wrong, ...bounds(view), ...betas(view), ...clip(view)];
  },
});
