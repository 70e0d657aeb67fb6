/** A value under [custom] that the entry scripts which read the key cannot use. */

import { CUSTOM_KEYS, type CustomType } from '../../../config/custom-keys.ts';
import { asNumber, isTable, type TomlValue } from '../../../config/value.ts';
import { plural } from '../../../findings/amounts.ts';
import type { FindingDraft } from '../../../findings/finding.ts';
import { note, toRemove, toSet } from '../../../findings/remedy.ts';
import { type ConfigView, defineRule } from '../rule.ts';

const WORDS: Readonly<Record<CustomType, string>> = {
  text: 'a text',
  texts: 'a list of texts',
  numbers: 'a list of numbers',
  number: 'a number',
  whole: 'a whole number',
};

function fits(value: TomlValue, type: CustomType): boolean {
  const number = typeof value === 'bigint' || typeof value === 'number';
  switch (type) {
    case 'text':
      return typeof value === 'string';
    case 'texts':
      return Array.isArray(value) && value.every((each) => typeof each === 'string');
    case 'numbers':
      return (
        Array.isArray(value) && value.every((each) => typeof each === 'bigint' || typeof each === 'number')
      );
    case 'number':
      return number;
    case 'whole':
      return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
  }
}

function types(view: ConfigView): readonly FindingDraft[] {
  return Object.entries(CUSTOM_KEYS).flatMap(([table, keys]) =>
    Object.entries(keys).flatMap(([name, [type]]): FindingDraft[] => {
      const key = `custom.${table}.${name}`;
      const value = view.written(key);
      if (value === undefined || fits(value, type)) return [];
      return [
        {
          ...view.at(key),
          message: `\`${key}\` must be ${WORDS[type]}`,
          because: 'the entry scripts that read this key use it as that',
          remedy: note(`write ${WORDS[type]}`),
          data: { key, type },
        },
      ];
    }),
  );
}

const VISION = 'custom.vision';

/** Values that the recipes use. */
const USUAL: Readonly<Record<string, bigint>> = {
  fps: 1n,
  nframes: 8n,
  max_pixels: 81_920n,
  total_pixels: 8_388_608n,
};

/** What qwen-vl-utils asserts for every clip (qwen_vl_utils/vision_process.py, 0.0.11 and 0.0.14). */
function vision(view: ConfigView): readonly FindingDraft[] {
  const number = (name: string) => asNumber(view.written(`${VISION}.${name}`));
  const positive = ['fps', 'nframes', 'max_pixels', 'total_pixels'].flatMap((name): FindingDraft[] => {
    const value = number(name);
    if (value === undefined || value > 0) return [];
    const key = `${VISION}.${name}`;
    return [
      {
        ...view.at(key),
        message: `\`${key}\` is ${value}, but must be above 0`,
        remedy:
          USUAL[name] === undefined
            ? note(`choose a ${name}`)
            : toSet({ [key]: USUAL[name] }, 'for example {}'),
      },
    ];
  });
  const both: FindingDraft[] =
    number('fps') !== undefined && number('nframes') !== undefined
      ? [
          {
            ...view.at(`${VISION}.nframes`),
            message: '[custom.vision] holds both fps and nframes, of which a clip can have one',
            because: 'qwen-vl-utils asserts it at the first clip (vision_process.py)',
            remedy: [toRemove(`${VISION}.fps`), toRemove(`${VISION}.nframes`)],
          },
        ]
      : [];
  const [least, most] = [number('min_pixels'), number('max_pixels')];
  const crossed: FindingDraft[] =
    least !== undefined && most !== undefined && least > most
      ? [
          {
            ...view.at(`${VISION}.min_pixels`),
            message: `min_pixels ${least} is above max_pixels ${most}`,
            because: 'qwen-vl-utils asserts it at the first clip or image (vision_process.py)',
            remedy: toSet({ [`${VISION}.min_pixels`]: BigInt(Math.floor(Math.min(most, 3136))) }),
          },
        ]
      : [];
  return [...positive, ...both, ...crossed];
}

/** One weight for each sub-directory, in the same order. */
function weights(view: ConfigView): readonly FindingDraft[] {
  const [given, parts] = [
    view.written('custom.dataset.weights'),
    view.written('custom.dataset.subdirectories'),
  ];
  if (!Array.isArray(given) || !Array.isArray(parts) || given.length === parts.length) return [];
  return [
    {
      ...view.at('custom.dataset.weights'),
      message: `${plural(given.length, 'weight')} for ${parts.length} sub-directories`,
      because: 'each part of the blend needs its own weight, in the same order',
      remedy: toSet({ 'custom.dataset.weights': parts.map(() => 1) }),
    },
  ];
}

export const customValueUnusable = defineRule({
  id: 'custom-value-unusable',
  summary: 'a value under [custom] that the entry scripts which read the key cannot use',
  severity: 'warning',
  enforcedBy: 'nobody',
  docs: {
    what: 'A key under [custom.dataset], [custom.vision] or [custom.prompts] that our entry scripts, or those published with the recipes, read has a value they cannot use: another type, zero frames, fps together with nframes, min_pixels above max_pixels, or fewer weights than parts.',
    why: '[custom] is free, so that the engine checks nothing there; the script, or qwen-vl-utils at the first clip, ends the run. Another script may mean something else by the same key, which is why this is a warning.',
    fix: 'Follow the help of the finding, if the script is one of these.',
  },
  evaluate(view) {
    if (!isTable(view.written('custom'))) return [];
    return [...types(view), ...vision(view), ...weights(view)];
  },
});
