/** Where the weights that a run began with lie. */
import { getValue, splitKey, type TomlTable } from '../config/value.ts';
import type { RunKeys } from './run-keys.ts';

/** The folder or repository: weights that were named apart from the model, else the model itself; `undefined` where neither is a text. */
export function startModelOf(config: TomlTable, { model, startWeights }: RunKeys): string | undefined {
  return [startWeights, model]
    .map((key) => (key === undefined ? undefined : getValue(config, splitKey(key))))
    .find((value): value is string => typeof value === 'string' && value !== '');
}
