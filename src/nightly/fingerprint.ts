/** What a training was made of: a resumed run must be made of the same. */
import { settingsBut, type TomlTable } from '../config/value.ts';
import { adapterOf } from '../engine/registry.ts';
import type { Inventory } from './dataset-files.ts';

export interface Fingerprint {
  readonly engine: string;
  readonly gpus: number;
  readonly savingRanks: number;
  /** Dotted keys with their values, but for those that differ in every run. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly dataset?: { readonly files: number; readonly sha256: string };
}

/** The fingerprint of a prepared run; `dataset` is what its dataset is made of, where one is known. */
export function fingerprintOf(
  plan: {
    readonly engine: string;
    readonly engineName?: string;
    readonly gpus: number;
    readonly savingRanks: number;
  },
  config: TomlTable,
  dataset: Pick<Inventory, 'files' | 'sha256'> | undefined,
): Fingerprint {
  const { keys } = adapterOf(plan);
  const values = settingsBut(config, keys.all);
  return {
    engine: plan.engine,
    gpus: plan.gpus,
    savingRanks: plan.savingRanks,
    config: Object.fromEntries(values),
    ...(dataset === undefined ? {} : { dataset: { files: dataset.files, sha256: dataset.sha256 } }),
  };
}

/** Keys of which a change is told otherwise: the one that the number of GPUs decides, and those that say where the data lie. */
export interface ToldApart {
  readonly gpus?: string | undefined;
  readonly data: readonly string[];
}

/** What differs between two trainings but for their data, in words: of the config, and of the machine that runs it. */
export function changesBetween(
  before: Fingerprint,
  after: Fingerprint,
  apart: ToldApart = { data: [] },
): { readonly config: readonly string[]; readonly machine: readonly string[] } {
  const machine: string[] = [];
  if (before.engine !== after.engine) machine.push(`engine ${before.engine} is now ${after.engine}`);
  if (before.gpus !== after.gpus) machine.push(`${before.gpus} GPU(s) are now ${after.gpus}`);
  if (before.savingRanks !== after.savingRanks)
    machine.push(`${before.savingRanks} saving rank(s) are now ${after.savingRanks}`);
  // The same data may lie elsewhere; other data at another place are another config.
  const moved = after.dataset !== undefined && before.dataset?.sha256 === after.dataset.sha256;
  const told = (key: string) =>
    key === apart.gpus ? before.gpus !== after.gpus : moved && apart.data.includes(key);
  const config: string[] = [];
  for (const key of new Set([...Object.keys(before.config), ...Object.keys(after.config)])) {
    const [old, now] = [JSON.stringify(before.config[key]), JSON.stringify(after.config[key])];
    if (old !== now && !told(key)) config.push(`${key} was ${old ?? 'not set'} and is ${now ?? 'not set'}`);
  }
  return { config, machine };
}
