/** A pattern, LoRA target or learning-rate path that names nothing in the model. */

import { isTable } from '../../../config/value.ts';
import type { FindingDraft } from '../../../findings/finding.ts';
import { note, toRemove } from '../../../findings/remedy.ts';
import { type ModelParameters, modelParameters } from '../model-parameters.ts';
import { compiled, texts, withoutOne } from '../patterns.ts';
import { type ConfigView, defineRule } from '../rule.ts';

/** Some name of the model that holds the last word of a pattern, as an example of how names look. */
function example(pattern: string, names: readonly string[]): string {
  const word =
    pattern
      .split(/[^A-Za-z_]+/)
      .filter((part) => part.length > 3)
      .at(-1) ?? '';
  return names.find((name) => word !== '' && name.includes(word)) ?? names[0] ?? '';
}

function nothing(
  view: ConfigView,
  key: string,
  text: string,
  model: ModelParameters,
  all: boolean,
): FindingDraft {
  return {
    ...view.at(key),
    severity: all ? 'error' : 'warning',
    message: `"${text}" in \`${key}\` matches nothing in ${model.what}`,
    because:
      key === 'policy.freeze_pattern'
        ? 'a pattern without a match is no error to the engine: the parameters are trained'
        : 'the engine finds nothing to train or adapt under that name',
    remedy: [withoutOne(view, key, text), note(`write a name like \`${example(text, model.names)}\``)],
    data: { key, text },
  };
}

function patterns(view: ConfigView, key: string, model: ModelParameters): readonly FindingDraft[] {
  const list = texts(view, key).filter((text) => compiled(text) !== undefined);
  const missed = list.filter((text) => !model.names.some((name) => compiled(text)?.test(name)));
  const frozen =
    key === 'policy.freeze_pattern' &&
    list.length > 0 &&
    view.written('policy.lora') === undefined &&
    model.names.every((name) => list.some((text) => compiled(text)?.test(name)));
  return [
    ...missed.map((text) => nothing(view, key, text, model, missed.length === list.length)),
    ...(frozen
      ? [
          {
            ...view.at(key),
            message: '`policy.freeze_pattern` freezes every parameter: nothing would be trained',
            remedy: toRemove('policy.freeze_pattern'),
          },
        ]
      : []),
  ];
}

/** LoRA targets are substrings of the names of linear modules (policy/lora/plugin.py). */
function targets(view: ConfigView, model: ModelParameters): readonly FindingDraft[] {
  const key = 'policy.lora.target_modules';
  const list = view.written(key) === undefined ? [] : texts(view, key);
  const missed = list.filter((text) => !model.linear.some((name) => name.includes(text)));
  return missed.map((text) =>
    nothing(view, key, text, { ...model, names: model.linear }, missed.length === list.length),
  );
}

/** Module paths of trainable_map and of a table of learning rates must exist: KeyError, AssertionError. */
function paths(view: ConfigView, key: string, model: ModelParameters): readonly FindingDraft[] {
  const table = view.written(key);
  if (!isTable(table)) return [];
  const known = (path: string) => model.names.some((name) => name === path || name.startsWith(`${path}.`));
  return Object.keys(table)
    .filter((path) => path !== 'global' && !known(path))
    .map((path) => ({
      ...nothing(view, key, path, model, true),
      because: 'the engine raises while the model or the optimizer is built',
    }));
}

export const patternWithoutMatch = defineRule({
  id: 'pattern-without-match',
  summary: 'a pattern, LoRA target or learning-rate path that names nothing in the model',
  severity: 'error',
  enforcedBy: 'nobody',
  follows: [
    'pattern-matches-nothing',
    'pattern-matches-partly',
    'trainable-map-unknown',
    'learning-rate-module-unknown',
    'nothing-trained',
  ],
  docs: {
    what: 'A freeze or trainable pattern, a LoRA target, or a path in trainable_map or optm_lr matches no parameter of the model, or freezes all of them.',
    why: "Patterns are searched in parameter names, which differ between the Hugging Face path (`model.visual.…`) and the engine's own models (`visual.…`); a freeze pattern without a match is silently ignored (policy/model/base.py), a LoRA target or path without one ends the run (policy/lora/plugin.py, llm_trainer.py).",
    fix: 'Use names as the finding shows them.',
  },
  evaluate(view) {
    const keys = [
      'policy.freeze_pattern',
      'policy.trainable_pattern',
      'policy.trainable_map',
      'policy.lora.target_modules',
    ];
    const used =
      keys.some((key) => view.written(key) !== undefined) || isTable(view.written('train.optm_lr'));
    const family = view.context.family?.name;
    if (!used || view.bool('policy.is_diffusers')) return [];
    const model =
      family === undefined || view.hfPath === undefined ? undefined : modelParameters(family, view.hfPath);
    if (model === undefined) return { skipped: 'the parameter names of the model are not known' };
    return [
      ...patterns(view, 'policy.freeze_pattern', model),
      ...patterns(view, 'policy.trainable_pattern', model),
      ...targets(view, model),
      ...paths(view, 'policy.trainable_map', model),
      ...paths(view, 'train.optm_lr', model),
    ];
  },
});
