/** A tensor-parallel size that does not divide the attention heads. */
import { toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

/** Key-value heads of the models on the Hugging Face path, the smaller of the two head counts (their config.json). */
const HEADS: Readonly<Record<string, number>> = { qwen3_vl: 8 };

export const tpDoesNotDivideHeads = defineRule({
  id: 'tp-does-not-divide-heads',
  summary: 'a tensor-parallel size that does not divide the attention heads',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`policy.parallelism.tp_size` does not divide the key-value heads of the model.',
    why: 'The Hugging Face path asserts that tp_size divides num_attention_heads and num_key_value_heads (policy/model/hf_models/__init__.py, 0.4.7); all sizes of Qwen3-VL and Cosmos-Reason2 have 8 key-value heads.',
    fix: 'Use a tp_size that divides them: 1, 2, 4 or 8.',
  },
  evaluate(view) {
    const heads = view.hfPath === true ? HEADS[view.context.family?.name ?? ''] : undefined;
    const size = view.number('policy.parallelism.tp_size');
    if (heads === undefined || size === undefined || size < 1 || heads % size === 0) return [];
    return [
      {
        ...view.at('policy.parallelism.tp_size'),
        message: `tp_size ${size} does not divide the ${heads} key-value heads of ${view.context.family?.name}`,
        because: 'the workers assert it while the model is built (policy/model/hf_models/__init__.py)',
        remedy: toSet({
          'policy.parallelism.tp_size': BigInt(
            [8, 4, 2, 1].find((each) => each < size && heads % each === 0) ?? 1,
          ),
        }),
        data: { size, heads },
      },
    ];
  },
});
