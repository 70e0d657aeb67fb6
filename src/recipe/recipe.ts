/** A recipe: a documented way to train something, with its preset, data layout, entry script and evidence. */

import type { TomlTable } from '../config/value.ts';
import type { EngineConfig } from '../engine/schema/generated.ts';
import type { KnownVersion } from '../engine/versions.ts';

/** `[custom.*]` tables that our entry scripts read; the engine itself ignores them. */
export interface CustomConfig {
  readonly dataset?: {
    readonly dataset_root?: string;
    readonly subdirectories?: readonly string[];
    readonly weights?: readonly number[];
    readonly meta_file?: string;
    readonly validation_path?: string;
    readonly validation_share?: number;
  };
  readonly vision?: {
    readonly fps?: number;
    readonly nframes?: bigint;
    readonly min_pixels?: bigint;
    readonly max_pixels?: bigint;
    readonly total_pixels?: bigint;
  };
  readonly prompts?: { readonly system_file?: string; readonly user_file?: string };
}

/** What a preset may set: the newest engine's keys, and the custom tables of our entry scripts. */
export type PresetConfig = Omit<EngineConfig, 'custom'> & { readonly custom?: CustomConfig };

/** How data lies on disk. */
export type Layout = 'avha' | 'blended-av';

/** Where a preset differs from what NVIDIA published, and why. */
export interface Departure {
  readonly key: string;
  readonly upstream: string;
  readonly ours: string;
  readonly why: string;
}

export interface Recipe {
  readonly name: string;
  readonly summary: string;
  /** Model repository of the published recipe. */
  readonly model: string;
  /** `model_type` of the model's config.json. */
  readonly family: 'qwen2_5_vl' | 'qwen3_vl';
  readonly task: string;
  readonly layout: Layout;
  /** Key that `--dataset` sets. */
  readonly datasetKey: string;
  /** File in templates/entry/. */
  readonly script: string;
  /** Versions this preset is meant for; others render with a warning. */
  readonly engines: readonly KnownVersion[];
  /** Where the published values stand. */
  readonly source: string;
  readonly config: PresetConfig;
  readonly departures: readonly Departure[];
  /** A real run of this preset's layout, or undefined. */
  readonly verified?: {
    readonly engine: string;
    readonly hardware: string;
    readonly on: string;
    readonly model: string;
  };
}

/** Declares a recipe; a misspelt key, a wrong type or a value outside the engine's choices does not compile. */
export function defineRecipe(recipe: Recipe): Recipe {
  return recipe;
}

/** The preset as a config table. */
export function presetTable(recipe: Recipe): TomlTable {
  return recipe.config as unknown as TomlTable;
}
