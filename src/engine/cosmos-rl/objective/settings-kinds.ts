/** Findings about the settings that choose parameters. */
import { defineObjectiveFinding } from '../../../findings/objective-kind.ts';

/** A pattern or target list names no parameter of the model. */
export const patternMatchesNothing = defineObjectiveFinding<{
  readonly key: string;
  readonly entries: readonly string[];
  readonly of: string;
  /** An entry names a part of a decoder. */
  readonly decoder: boolean;
  readonly fatal: boolean;
}>({
  id: 'pattern-matches-nothing',
  summary: 'A pattern or target list names no parameter of the model.',
  severity: 'error',
  category: 'config',
  leaves: ({ decoder }) => (decoder ? 'trajectory-decoder' : undefined),
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

/** Some entries of a pattern or target list name nothing. */
export const patternMatchesPartly = defineObjectiveFinding<{
  readonly key: string;
  readonly missed: readonly string[];
  readonly met: number;
  readonly of: string;
  /** An entry names a part of a decoder. */
  readonly decoder: boolean;
}>({
  id: 'pattern-matches-partly',
  summary: 'Some entries of a pattern or target list name nothing.',
  severity: 'warning',
  category: 'config',
  leaves: ({ decoder }) => (decoder ? 'trajectory-decoder' : undefined),
  docs: {
    what: 'Of several entries some meet parameters of the model and some meet none.',
    why: 'The engine applies those that fit and does not mention the others (policy/model/base.py:340-432, policy/lora/plugin.py, 0.4.4).',
    fix: 'Remove or correct the entries that meet nothing.',
  },
  say: ({ key, missed, met, of }) => ({
    message: `${key}: ${missed.map((one) => `\`${one}\``).join(', ')} fits no name in ${of}; the other ${met} do.`,
    help: 'Remove or correct what fits nothing: the engine leaves it out silently.',
  }),
});

/** policy.trainable_map names something the model does not have. */
export const trainableMapUnknown = defineObjectiveFinding<{
  readonly path: string;
  readonly of: string;
  /** It names a part of a decoder. */
  readonly decoder: boolean;
}>({
  id: 'trainable-map-unknown',
  summary: 'policy.trainable_map names something the model does not have.',
  severity: 'error',
  category: 'config',
  leaves: ({ decoder }) => (decoder ? 'trajectory-decoder' : undefined),
  docs: {
    what: 'A key of policy.trainable_map is neither a parameter nor a module of the model.',
    why: 'The engine raises KeyError `not found among parameters or modules` (policy/model/base.py: apply_trainable, 0.4.4).',
    fix: 'Use names from the module table.',
  },
  say: ({ path, of }) => ({
    message: `policy.trainable_map.${path} is no module in ${of}.`,
    help: 'Use a name from the module table.',
  }),
});

/** train.optm_lr names a module the model does not have. */
export const learningRateModuleUnknown = defineObjectiveFinding<{
  readonly path: string;
  readonly of: string;
  /** An entry names a part of a decoder. */
  readonly decoder: boolean;
}>({
  id: 'learning-rate-module-unknown',
  summary: 'train.optm_lr names a module the model does not have.',
  severity: 'error',
  category: 'config',
  leaves: ({ decoder }) => (decoder ? 'trajectory-decoder' : undefined),
  docs: {
    what: 'train.optm_lr is a table, and one of its keys is no module of the model.',
    why: 'The engine asserts that each path is a module (policy/trainer/llm_trainer/llm_trainer.py:217-220, 0.4.4).',
    fix: 'Use module names, or `global`.',
  },
  say: ({ path, of }) => ({
    message: `train.optm_lr.${path} is no module in ${of}.`,
    help: 'Use a name from the module table, or global.',
  }),
});

/** Every parameter of the model is frozen. */
export const nothingTrained = defineObjectiveFinding<{ readonly by: readonly string[] }>({
  id: 'nothing-trained',
  follows: ['pattern-matches-nothing', 'trainable-map-unknown'],
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
