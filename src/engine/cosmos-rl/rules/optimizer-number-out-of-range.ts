/** A number of the optimizer or its schedule outside the range that works. */
import type { TomlValue } from '../../../config/value.ts';
import type { FindingDraft, Severity } from '../../../findings/finding.ts';
import { toRemove, toSet } from '../../../findings/remedy.ts';
import { type ConfigView, defineRule } from '../rule.ts';

/** A whole number stays one: 1 step of warm-up and a share of 1.0 are two things. */
function inKind(written: TomlValue | undefined, value: number): bigint | number {
  return typeof written === 'bigint' ? BigInt(value) : value;
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
        remedy: Number.isNaN(value)
          ? toRemove(key)
          : toSet({ [key]: inKind(view.written(key), value < least ? least : most) }, 'for example {}'),
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
      remedy: toSet({ 'train.optm_betas': [0.9, 0.999] }),
    },
  ];
}

export const optimizerNumberOutOfRange = defineRule({
  id: 'optimizer-number-out-of-range',
  summary: 'a number of the optimizer or its schedule outside the range that works',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'Weight decay, epsilon, betas, the dropout of LoRA, the warm-up or the decay is outside its range.',
    why: 'The Config takes any number (executed: -1.0 and nan); torch.optim and torch.nn.Dropout raise ValueError when they are built, and the schedule computes rates that nobody asked for (policy/trainer/optm/__init__.py).',
    fix: 'Use a value in the range given.',
  },
  evaluate: (view) => [...bounds(view), ...betas(view)],
});
