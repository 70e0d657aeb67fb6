/** Renders a config, written with the newest engine's keys, for an older engine. */
import {
  asNumber,
  getValue,
  joinKey,
  leavesOf,
  splitKey,
  type TomlTable,
  type TomlValue,
  withoutEmptyTables,
  withValue,
} from '../../config/value.ts';
import type { Translation } from '../planning.ts';
import { fieldOf, schemaOf } from './schema/schema.ts';
import { hasCapability, type KnownVersion } from './versions.ts';

/** `[validation]` replaced these keys in 0.3.3 (policy/config/__init__.py, git history). */
export const VALIDATION_KEYS: ReadonlyArray<readonly [newKey: string, oldKey: string]> = [
  ['validation.enable', 'train.enable_validation'],
  ['validation.freq', 'train.validation_step'],
  ['validation.batch_size', 'train.validation_batch_per_replica'],
];

/** `train.optm_warmup_steps` of an engine that takes whole steps (policy/config/__init__.py, 0.2.6). */
const DEFAULT_WARMUP = 20n;

/**
 * The config for `version`. Keys that only we set (`ours`) and the version does not have are left out; what the user wrote
 * stays and is for the rules to judge. `plannedSteps` turns a fractional warm-up into steps for 0.2.6, which takes integers.
 */
export function renderFor(
  version: KnownVersion,
  config: TomlTable,
  ours: (key: string) => boolean,
  plannedSteps?: number,
): { readonly config: TomlTable; readonly translations: readonly Translation[] } {
  const schema = schemaOf(version);
  const translations: Translation[] = [];
  let result = config;
  const move = (from: string, to: string | undefined, value: TomlValue | undefined, why: string) => {
    result = withValue(result, splitKey(from), undefined);
    if (to !== undefined && value !== undefined) result = withValue(result, splitKey(to), value);
    translations.push(to === undefined ? { key: from, why } : { key: from, to, why });
  };
  if (!hasCapability(version, 'validationTable')) {
    for (const [newKey, oldKey] of VALIDATION_KEYS) {
      const value = getValue(result, splitKey(newKey));
      if (value === undefined) continue;
      // The user's file may speak the old dialect already: then the base's new key must not overrule it.
      if (getValue(result, splitKey(oldKey)) !== undefined && ours(newKey)) {
        result = withValue(result, splitKey(newKey), undefined);
      } else move(newKey, oldKey, value, `${version} has this setting under its old name`);
    }
  }
  const warmup = getValue(result, ['train', 'optm_warmup_steps']);
  const fraction = typeof warmup === 'number' ? asNumber(warmup) : undefined;
  if (
    !hasCapability(version, 'fractionalWarmup') &&
    fraction !== undefined &&
    fraction <= 1 &&
    !Number.isInteger(fraction)
  ) {
    if (ours('train.optm_warmup_steps')) {
      const steps = plannedSteps === undefined ? DEFAULT_WARMUP : BigInt(Math.floor(fraction * plannedSteps));
      result = withValue(result, ['train', 'optm_warmup_steps'], steps);
      const why =
        plannedSteps === undefined
          ? `it takes whole steps only; ${steps}, its default, stands here until the number of steps is known`
          : `it takes whole steps only: ${fraction} of ${plannedSteps} steps is ${steps}`;
      translations.push({ key: 'train.optm_warmup_steps', to: 'train.optm_warmup_steps', why });
    }
  }
  for (const [path] of leavesOf(result)) {
    const key = joinKey(path);
    if (fieldOf(schema, key) === undefined && ours(key)) {
      result = withValue(result, path, undefined);
      translations.push({ key, why: `${version} does not have this key` });
    }
  }
  return { config: withoutEmptyTables(result), translations };
}
