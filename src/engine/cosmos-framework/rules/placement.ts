/** How the model is spread over the GPUs, and what its parts are computed with. */
import { plural } from '../../../findings/amounts.ts';
import { toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

const SHARD = 'model.parallelism.data_parallel_shard_degree';
const REPLICATE = 'model.parallelism.data_parallel_replicate_degree';

export const degreesDoNotFit = defineRule({
  id: 'degrees-do-not-fit',
  summary: 'the degrees of data parallelism do not multiply to the GPUs',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`data_parallel_shard_degree` times `data_parallel_replicate_degree` is not the number of GPUs; -1 is whatever is left.',
    why: 'A shard degree above the GPUs is lowered with one line in the log, which is another topology than was asked for; any other mismatch stops the run after the processes have started (parallelism.py:142, 5eee9ed).',
    fix: 'Write -1 for one of them, or degrees whose product is the number of GPUs.',
  },
  evaluate(view) {
    const { gpus } = view;
    const [shard, replicate] = [view.number(SHARD) ?? -1, view.number(REPLICATE) ?? 1];
    const at = view.at(SHARD);
    const fill = toSet({ [SHARD]: -1n, [REPLICATE]: 1n }, '{} shards over all of them');
    if (shard > gpus)
      return [
        {
          ...at,
          message: `${shard} shards do not fit on ${plural(gpus, 'GPU')}`,
          because: `the trainer lowers them to ${gpus} with a line in its log: another topology than was asked for`,
          remedy: fill,
          data: { shard, replicate, gpus },
        },
      ];
    if ([shard, replicate].some((one) => one === 0 || one < -1) || (shard === -1 && replicate === -1))
      return [
        {
          ...at,
          message: `degrees of ${shard} and ${replicate} are none`,
          because: 'one of them may be -1, which is whatever is left',
          remedy: fill,
          data: { shard, replicate, gpus },
        },
      ];
    const known = [shard, replicate].filter((one) => one > 0).reduce((a, b) => a * b, 1);
    const fits = shard === -1 || replicate === -1 ? gpus % known === 0 : known === gpus;
    return fits
      ? []
      : [
          {
            ...at,
            message: `${shard} shards and ${replicate} replicas do not make ${plural(gpus, 'GPU')}`,
            because: 'the run stops after its processes have started',
            remedy: fill,
            data: { shard, replicate, gpus },
          },
        ];
  },
});

const CONTEXT = 'model.parallelism.context_parallel_shard_degree';

export const contextParallelRefused = defineRule({
  id: 'context-parallel-refused',
  summary: 'a reasoner cannot be split along its context',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`context_parallel_shard_degree` is above 1 with `task = "vlm"`.',
    why: 'The model asserts that it is not ("VLM does not support CP"), after the processes have started (5eee9ed).',
    fix: 'Write 1; long samples need fewer pixels or more shards.',
  },
  evaluate(view) {
    const degree = view.number(CONTEXT) ?? 1;
    if (view.task !== 'vlm' || degree === 1) return [];
    return [
      {
        ...view.at(CONTEXT),
        message: `a reasoner cannot be split along its context, and ${degree} parts are asked for`,
        because: 'the model stops when it is built',
        remedy: toSet({ [CONTEXT]: 1n }),
        data: { degree },
      },
    ];
  },
});

interface Choice {
  readonly key: string;
  readonly known: readonly string[];
  readonly instead: string;
}

/** Texts that the trainer compares with these, later than its classes do (5eee9ed). */
const CHOICES: readonly Choice[] = [
  { key: 'model.precision', known: ['bfloat16', 'float16', 'float32'], instead: 'bfloat16' },
  {
    key: 'model.attn_implementation',
    known: ['cosmos', 'flash_attention_2', 'sdpa', 'eager'],
    instead: 'sdpa',
  },
  {
    key: 'model.activation_checkpointing.mode',
    known: ['full', 'selective', 'none'],
    instead: 'full',
  },
  { key: 'job.wandb_mode', known: ['disabled', 'online', 'offline'], instead: 'disabled' },
  { key: 'trainer.distributed_parallelism', known: ['fsdp', 'ddp'], instead: 'fsdp' },
];

export const choiceUnknown = defineRule({
  id: 'choice-unknown',
  summary: 'a text is none that the trainer knows',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'Precision, attention, activation checkpointing, parallelism or the mode of wandb with a word that is not known.',
    why: 'The classes take any text; the model or wandb fails with it after the start, for example "Invalid AC mode" (parallelize_vlm.py:216, 5eee9ed).',
    fix: 'Write one of the words that are known.',
  },
  evaluate(view) {
    return CHOICES.flatMap(({ key, known, instead }) => {
      const value = view.text(key);
      if (value === undefined || known.includes(value) || value.includes('${')) return [];
      return [
        {
          ...view.at(key),
          message: `\`${key}\` is ${JSON.stringify(value)}, and known are ${known.join(', ')}`,
          because: 'the run fails with it after its processes have started',
          remedy: toSet({ [key]: instead }),
          data: { key, value },
        },
      ];
    });
  },
});

export const attentionRefusedByModel = defineRule({
  id: 'attention-refused-by-model',
  summary: 'Cosmos3-Edge does not take the attention `cosmos`',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`model.attn_implementation = "cosmos"` with the experiment or the backbone of Cosmos3-Edge.',
    why: 'Its adapter refuses it after the start (5eee9ed); a missing key is the experiment’s own, which is sound.',
    fix: 'Write `flash_attention_2`, or `sdpa` where flash-attn is not installed.',
  },
  evaluate(view) {
    const about = [
      view.text('job.experiment'),
      view.text('custom.experiment.base'),
      view.text('model.backbone.model_name'),
    ];
    const edge = about.some((one) => /(^|[_-])edge($|[_-])/i.test(one ?? ''));
    if (!edge || view.text('model.attn_implementation') !== 'cosmos') return [];
    return [
      {
        ...view.at('model.attn_implementation'),
        message: 'Cosmos3-Edge does not take the attention `cosmos`',
        because: 'its adapter stops when the model is built',
        remedy: toSet({ 'model.attn_implementation': 'flash_attention_2' }),
        data: {},
      },
    ];
  },
});
