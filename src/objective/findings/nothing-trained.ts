import { defineObjectiveFinding } from '../finding-kind.ts';

/** Every parameter of the model is frozen. */
export const nothingTrained = defineObjectiveFinding<{ readonly by: readonly string[] }>({
  id: 'nothing-trained',
  summary: 'Every parameter of the model is frozen.',
  severity: 'error',
  category: 'config',
  docs: {
    what: 'The patterns, the map and LoRA together leave no parameter to train.',
    why: 'The optimizer is given an empty list and the engine stops with `optimizer got an empty parameter list`; a trainable pattern is applied after LoRA and freezes its adapters (policy/model/base.py:640-675, 0.4.4).',
    fix: 'Widen the trainable pattern, or drop what freezes.',
  },
  say: ({ by }) => ({
    message: `Nothing would be trained: ${by.join(', ')}.`,
    help: 'Widen policy.trainable_pattern, or remove what freezes.',
  }),
});
