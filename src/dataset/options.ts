/** The `[custom]` tables, read as strictly as the entry scripts read them (cookbook_entry/config.py). */
import { getValue, isTable, type TomlTable, type TomlValue } from '../config/value.ts';
import { nearest } from '../findings/nearest.ts';
import type { Layout } from '../recipe/recipe.ts';

/** A key that the entry script would refuse, and why. */
export interface OptionProblem {
  readonly key: string;
  readonly problem: string;
  readonly fix: string;
}

/** A condition on a value, and how it is said. */
type Rule = readonly [test: (value: TomlValue) => boolean, words: string];

const isText = (value: TomlValue): boolean => typeof value === 'string' && value.trim() !== '';
const isWhole =
  (least: bigint) =>
  (value: TomlValue): boolean =>
    typeof value === 'bigint' && value >= least;
const isNumber = (value: TomlValue): boolean =>
  (typeof value === 'bigint' || typeof value === 'number') &&
  Number(value) > 0 &&
  Number.isFinite(Number(value));
const isList = (value: TomlValue): value is readonly TomlValue[] => Array.isArray(value);

const path: Rule = [isText, 'a path'];
const pixels: Rule = [isWhole(1n), 'a whole number above 0'];
const heldOut: Readonly<Record<string, Rule>> = {
  validation_path: path,
  validation_share: [
    (value) => typeof value === 'number' && value > 0 && value < 1,
    'a float between 0 and 1',
  ],
};
const DATASET: Record<Layout, Readonly<Record<string, Rule>>> = {
  avha: heldOut,
  'blended-av': {
    dataset_root: path,
    subdirectories: [
      (value) =>
        isList(value) && value.length > 0 && value.every(isText) && new Set(value).size === value.length,
      'a list of distinct names',
    ],
    // Their signs and sum are judged by weight-invalid, their number by weights-mismatch.
    weights: [
      (value) => isList(value) && value.every((item) => ['bigint', 'number'].includes(typeof item)),
      'a list of numbers',
    ],
    meta_file: [isText, 'a file name'],
    ...heldOut,
  },
};
const VISION: Readonly<Record<string, Rule>> = {
  fps: [isNumber, 'a number above 0'],
  nframes: [isWhole(2n), 'a whole number of 2 or more'],
  min_pixels: pixels,
  max_pixels: pixels,
  total_pixels: pixels,
};
const PROMPTS: Readonly<Record<string, Rule>> = { system_file: path, user_file: path };

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
  const rules = { dataset: DATASET[layout], vision: VISION, prompts: PROMPTS }[name];
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
