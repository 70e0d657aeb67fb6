/** What a team declares for a preset of its own; the types of the package's `definePreset`. */
import type { KnownVersion } from '../src/engine/cosmos-rl/known-versions.ts';
import type { Layout } from '../src/recipe/recipe.ts';
import type { PresetConfig } from './define.ts';

export type { KnownVersion } from '../src/engine/cosmos-rl/known-versions.ts';
export type { EngineConfig } from '../src/engine/cosmos-rl/schema/generated.ts';

/** A preset of a team. With `extends` it needs a name and what differs; without, a layout, a family and a config. */
export interface Preset {
  readonly name: string;
  readonly summary?: string;
  /** One of ours, from `cookbook-run list`: its settings lie below these. */
  readonly extends?: string;
  /** How the data lies on disk; it decides entry script and `--dataset`, unless they are given. */
  readonly layout?: Layout;
  /** `model_type` of the model's config.json. */
  readonly family?: 'qwen2_5_vl' | 'qwen3_vl';
  readonly task?: string;
  /** Key that `--dataset` sets. */
  readonly datasetKey?: string;
  /** An entry script of the team: a path, relative to the preset's file. */
  readonly script?: string;
  /** cosmos-rl versions it is meant for; others are refused. */
  readonly engines?: readonly KnownVersion[];
  /** cosmos-rl settings with the engine's own keys. Whole numbers are bigint: `epoch: 3n`. */
  readonly config: PresetConfig;
}

/** Declares a preset: a misspelt key, a wrong type or a value outside the engine's choices does not compile. */
export function definePreset(preset: Preset): Preset {
  return preset;
}
