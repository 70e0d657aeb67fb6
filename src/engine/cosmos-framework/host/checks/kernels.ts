/** Packages that a setting asks for; without a config at hand nobody has asked. */
import { note, toSet } from '../../../../findings/remedy.ts';
import { defineCheck } from '../facts.ts';

const OPTIMIZER = 'custom.overrides.optimizer.optimizer_type';

/** The optimizer of the experiment needs transformer-engine, which is not installed. */
export const optimizerPackageMissing = defineCheck({
  id: 'optimizer-package-missing',
  summary: 'The optimizer of the experiment needs transformer-engine, which is not installed here.',
  severity: 'error',
  category: 'host',
  reads: ['engine'],
  docs: {
    what: `transformer-engine is not installed, and \`${OPTIMIZER}\` does not name another optimizer than that of the experiment.`,
    why: 'The published experiments train with FusedAdam, which is that of transformer-engine; without it the trainer ends after it has loaded the model (seen with 5eee9ed).',
    fix: `Take the optimizer of torch: \`${OPTIMIZER}=AdamW\`; or install transformer-engine from the index that the trainer's docs/setup.md names.`,
  },
  evaluate({ engine: { packages } }, { holds }) {
    if (packages['transformer-engine'] !== undefined || holds === undefined) return [];
    const named = holds(OPTIMIZER);
    if (named !== undefined && named !== 'FusedAdam') return [];
    return [
      {
        subject: 'transformer-engine',
        message:
          'transformer-engine is not installed, and the optimizer of the experiment (FusedAdam) needs it.',
        remedy: [
          toSet({ [OPTIMIZER]: 'AdamW' }),
          note('install transformer-engine (docs/setup.md of the trainer)'),
        ],
        data: { optimizer: named ?? 'FusedAdam' },
      },
    ];
  },
});

const ATTENTION = 'model.attn_implementation';

/** The attention that the config names needs a package that is not installed. */
export const attentionPackageMissing = defineCheck({
  id: 'attention-package-missing',
  summary: 'The attention that the config names needs a package that is not installed.',
  severity: 'error',
  category: 'host',
  reads: ['engine'],
  docs: {
    what: '`model.attn_implementation` is "flash_attention_2" without flash-attn, or "cosmos" without natten.',
    why: 'The model is built with it: without flash-attn transformers refuses, and "cosmos" ended with `Could not find a compatible Attention backend` where neither natten nor flash-attn was installed (seen with 5eee9ed). With flash-attn alone nobody has tried it: a warning.',
    fix: 'Take `model.attn_implementation=sdpa`, which needs neither, or install the package for this torch.',
  },
  evaluate({ engine: { packages } }, { holds }) {
    const attention = holds?.(ATTENTION);
    const flash = packages['flash-attn'] !== undefined;
    const missing = { flash_attention_2: flash, cosmos: packages['natten'] !== undefined };
    if (attention !== 'flash_attention_2' && attention !== 'cosmos') return [];
    if (missing[attention]) return [];
    const name = attention === 'cosmos' ? 'natten' : 'flash-attn';
    return [
      {
        subject: ATTENTION,
        severity: attention === 'cosmos' && flash ? 'warning' : 'error',
        message: `${name} is not installed, and the attention "${attention}" needs it.`,
        remedy: [toSet({ [ATTENTION]: 'sdpa' }), note(`install ${name} for this torch`)],
        data: { attention, package: name },
      },
    ];
  },
});
