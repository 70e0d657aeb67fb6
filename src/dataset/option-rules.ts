/** Conditions on values of the `[custom]` tables (templates/entry/cookbook_entry/checks.py). */
import type { TomlValue } from '../config/value.ts';

/** A condition on a value, and how it is said. */
export type OptionRule = readonly [test: (value: TomlValue) => boolean, words: string];

const isList = (value: TomlValue): value is readonly TomlValue[] => Array.isArray(value);

/** Whether a value is a text that is not blank. */
export const isText = (value: TomlValue): boolean => typeof value === 'string' && value.trim() !== '';

/** A whole number of at least `least`. */
export function wholeFrom(least: bigint, words: string): OptionRule {
  return [(value) => typeof value === 'bigint' && value >= least, words];
}

export const PATH: OptionRule = [isText, 'a path'];
export const ANY_TEXT: OptionRule = [(value) => typeof value === 'string', 'a text'];
export const FILE_NAME: OptionRule = [isText, 'a file name'];
export const POSITIVE: OptionRule = [
  (value) =>
    (typeof value === 'bigint' || typeof value === 'number') &&
    Number(value) > 0 &&
    Number.isFinite(Number(value)),
  'a number above 0',
];
export const NAMES: OptionRule = [
  (value) => isList(value) && value.length > 0 && value.every(isText) && new Set(value).size === value.length,
  'a list of distinct names',
];
export const NUMBERS: OptionRule = [
  (value) => isList(value) && value.every((item) => ['bigint', 'number'].includes(typeof item)),
  'a list of numbers',
];

/** The keys of `[custom.dataset]` that every layout has. */
export const HELD_OUT: Readonly<Record<string, OptionRule>> = {
  validation_path: PATH,
  validation_share: [
    (value) => typeof value === 'number' && value > 0 && value < 1,
    'a float between 0 and 1',
  ],
};
