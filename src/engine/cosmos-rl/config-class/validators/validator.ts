/** What the validators of the engine's classes have in common. Each runs after the class's fields were converted. */
import type { KnownVersion } from '../../versions.ts';
import type { EngineTable, EngineValue, Reason } from '../answer.ts';
import { isEngineTable } from '../answer.ts';

/** One class's `check_params_value`: may write to `self`; returns why it raises. `key` is below the class. */
export type Validator = (self: EngineTable, version: KnownVersion) => Reason | undefined;

/** `assert` in the engine's Python. */
export function assertion(key: string, message: string): Reason {
  return { key, type: 'assertion_error', message };
}

/** `raise ValueError` in the engine's Python. */
export function valueError(key: string, message: string): Reason {
  return { key, type: 'value_error', message };
}

/** A nested instance; an empty table if the field holds none. */
export function part(self: EngineTable, key: string): EngineTable {
  const value = self[key];
  return isEngineTable(value) ? value : {};
}

/** A field the schema declares as `int`. */
export function int(self: EngineTable, key: string): bigint {
  const value = self[key];
  return typeof value === 'bigint' ? value : 0n;
}

/** `reward_function` as a dict of weights, as every class that has one keeps it. */
export function rewardWeights(value: EngineValue | undefined): EngineTable {
  if (typeof value === 'string') return { [value]: 1.0 };
  if (Array.isArray(value))
    return Object.fromEntries((value as readonly EngineValue[]).map((name) => [String(name), 1.0]));
  return isEngineTable(value) ? value : {};
}

/** The loader settings of SFT and GRPO: without workers there is no prefetch. */
export function loaderDefaults(self: EngineTable): void {
  if (int(self, 'dataloader_num_workers') > 0n) return;
  self['dataloader_num_workers'] = 0n;
  self['dataloader_prefetch_factor'] = null;
}
