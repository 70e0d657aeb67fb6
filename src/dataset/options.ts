/** The `[custom]` tables, read as strictly as the entry scripts read them (cookbook_entry/config.py). */
import { getValue, isTable, type TomlTable, type TomlValue } from '../config/value.ts';
import { nearest } from '../findings/nearest.ts';
import type { Layout } from '../recipe/recipe.ts';
import { LAYOUTS } from './layouts/index.ts';
import { type OptionRule, PATH, POSITIVE, wholeFrom } from './option-rules.ts';
import type { OptionProblem } from './request.ts';

const pixels = wholeFrom(1n, 'a whole number above 0');
const VISION: Readonly<Record<string, OptionRule>> = {
  fps: POSITIVE,
  nframes: wholeFrom(2n, 'a whole number of 2 or more'),
  min_pixels: pixels,
  max_pixels: pixels,
  total_pixels: pixels,
};
const PROMPTS: Readonly<Record<string, OptionRule>> = { system_file: PATH, user_file: PATH };

/** The sound values of one table; what the entry script would refuse goes to `problems`. */
export function readTable(
  config: TomlTable,
  name: 'dataset' | 'vision' | 'prompts',
  layout: Layout,
  problems: OptionProblem[],
): Readonly<Record<string, TomlValue>> {
  const table = getValue(config, ['custom', name]);
  if (table === undefined) return {};
  if (!isTable(table)) {
    problems.push({ key: `custom.${name}`, problem: 'is not a table', fix: `Write [custom.${name}].` });
    return {};
  }
  const rules = { dataset: LAYOUTS[layout].options, vision: VISION, prompts: PROMPTS }[name];
  const sound: Record<string, TomlValue> = {};
  for (const [option, value] of Object.entries(table)) {
    const key = `custom.${name}.${option}`;
    const rule = Object.hasOwn(rules, option) ? rules[option] : undefined;
    if (rule === undefined) {
      const meant = nearest(option, Object.keys(rules));
      const fix =
        meant === undefined ? `Known keys: ${Object.keys(rules).join(', ')}.` : `Did you mean ${meant}?`;
      problems.push({ key, problem: 'is not a key that the entry script reads', fix });
    } else if (!rule[0](value)) {
      problems.push({ key, problem: `must be ${rule[1]}`, fix: `Write ${rule[1]}.` });
    } else {
      sound[option] = value;
    }
  }
  return sound;
}
