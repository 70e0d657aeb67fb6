import { defineObjectiveFinding } from '../finding-kind.ts';

/** A pattern or target list names no parameter of the model. */
export const patternMatchesNothing = defineObjectiveFinding<{
  readonly key: string;
  readonly entries: readonly string[];
  readonly of: string;
  readonly fatal: boolean;
}>({
  id: 'pattern-matches-nothing',
  summary: 'A pattern or target list names no parameter of the model.',
  severity: 'error',
  category: 'config',
  docs: {
    what: 'None of the entries of policy.freeze_pattern, policy.trainable_pattern or policy.lora meets a parameter under the name that the engine has for it.',
    why: 'A freeze pattern then freezes nothing, without a word; a trainable pattern freezes everything; LoRA targets raise `found no matching nn.Linear modules` (policy/model/base.py:340-432, policy/lora/plugin.py:324-328, 0.4.4).',
    fix: 'Use the names of this model: Reason2 has model.visual and model.language_model, the native Reason1 class has visual and model.layers.',
  },
  say: ({ key, entries, of, fatal }) => ({
    message: `${key} meets nothing: ${entries.map((one) => `\`${one}\``).join(', ')} fits no name in ${of}.`,
    because: fatal ? 'The engine stops.' : 'The engine goes on without it and says nothing.',
    help: 'Compare with the names in the module table.',
    ...(fatal ? {} : { severity: 'warning' as const }),
  }),
});
