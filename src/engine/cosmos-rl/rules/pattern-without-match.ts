/** A pattern, LoRA target or learning-rate path that names nothing in the model. */

import { isTable } from '../../../config/value.ts';
import type { FindingDraft } from '../../../findings/finding.ts';
import { note, type Remedy, toRemove, toSet } from '../../../findings/remedy.ts';
import { type ModelParameters, modelParameters } from '../model-parameters.ts';
import { type ConfigView, defineRule } from '../rule.ts';

function texts(view: ConfigView, key: string): readonly string[] {
  const value = view.effective(key);
  return Array.isArray(value)
    ? value.filter((each): each is string => typeof each === 'string' && each !== '')
    : [];
}

/** Python's `re` as JavaScript's, for the patterns people write; `undefined` if it cannot be compiled. */
function compiled(pattern: string): RegExp | undefined {
  const flags = /^\(\?i\)/.test(pattern) ? 'i' : '';
  try {
    return new RegExp(
      pattern
        .replace(/^\(\?i\)/, '')
        .replace(/\(\?P</g, '(?<')
        .replace(/\\Z/g, '$')
        .replace(/\\A/g, '^'),
      flags,
    );
  } catch {
    return undefined;
  }
}

/** Some name of the model that holds the last word of a pattern, as an example of how names look. */
function example(pattern: string, names: readonly string[]): string {
  const word =
    pattern
      .split(/[^A-Za-z_]+/)
      .filter((part) => part.length > 3)
      .at(-1) ?? '';
  return names.find((name) => word !== '' && name.includes(word)) ?? names[0] ?? '';
}

/** The setting without the entry that names nothing. */
function withoutOne(view: ConfigView, key: string, text: string): Remedy {
  const value = view.written(key);
  if (isTable(value)) return toRemove(`${key}.${/^[\w-]+$/.test(text) ? text : JSON.stringify(text)}`);
  const rest = Array.isArray(value) ? value.filter((one) => one !== text) : [];
  return rest.length === 0 ? toRemove(key) : toSet({ [key]: rest });
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
  const list = texts(view, key);
  const invalid = list.filter((text) => compiled(text) === undefined);
  const missed = list.filter(
    (text) => compiled(text) !== undefined && !model.names.some((name) => compiled(text)?.test(name)),
  );
  const frozen =
    key === 'policy.freeze_pattern' &&
    list.length > 0 &&
    view.written('policy.lora') === undefined &&
    model.names.every((name) => list.some((text) => compiled(text)?.test(name)));
  return [
    ...invalid.map((text) => ({
      ...view.at(key),
      message: `"${text}" in \`${key}\` is no regular expression`,
      because: 're.compile raises while the model is built (policy/model/base.py)',
      remedy: [withoutOne(view, key, text), note('write a pattern like `^model[.]visual[.]`')],
      data: { key, text },
    })),
    ...missed.map((text) => nothing(view, key, text, model, missed.length + invalid.length === list.length)),
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
