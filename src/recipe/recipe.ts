/** A recipe: a documented way to train something, with its preset, data layout, entry script and evidence. */

import type { TomlTable, TomlValue } from '../config/value.ts';
import type { Origin } from '../findings/finding.ts';

/** How data lies on disk, with a reader and an entry script of ours. */
export type Layout =
  | 'avha'
  | 'blended-av'
  | 'llava'
  | 'wts'
  | 'warehouse'
  | 'wafer-map'
  | 'hf-conversations'
  | 'mimicgen'
  | 'videophy2'
  | 'av3d'
  | 'reason1-sft'
  | 'media-text'
  | 'streamed';

/** One key where the preset differs from what NVIDIA published, and why. */
export interface Departure {
  readonly key: string;
  /** The published value; `null` where the published file does not have the key. */
  readonly upstream: TomlValue | null;
  /** In words, where what stands here is decided per run and not by the preset. */
  readonly ours?: string;
  readonly why: string;
}

/** A difference that no key shows: a script that was not published, prose against TOML. */
export interface Remark {
  readonly about: string;
  readonly published: string;
  readonly ours: string;
}

export interface Recipe {
  readonly name: string;
  readonly summary: string;
  /** Model repository of the published recipe. */
  readonly model: string;
  /** `model_type` of the model's config.json. */
  readonly family: 'qwen2_5_vl' | 'qwen3_vl' | 'cosmos3_edge';
  readonly task: string;
  readonly layout: Layout;
  /** Key that `--dataset` sets. */
  readonly datasetKey: string;
  /** File in templates/entry/, or the absolute path of a team's own script. */
  readonly script: string;
  /** The engine that trains it. */
  readonly engineName: string;
  /** Versions of it that this preset is meant for; others are refused. */
  readonly engines: readonly string[];
  /** Where the published values stand. */
  readonly source: string;
  /** Training samples of the published run, and where the number stands; steps and disk are shown for it. */
  readonly samples?: { readonly count: number; readonly source: string };
  /** Settings with the engine's own keys, as far as the compiler has not seen them already: a TOML table. */
  readonly config: object;
  /** The recipe below this one: a team's preset may extend one of ours. */
  readonly extended?: Recipe;
  /** For a preset that was loaded from a file: where its values stand. */
  readonly place?: { readonly file: string; originOf(path: readonly string[]): Origin };
  /** Every key whose published value is another one: `config` with these undone is the published file. */
  readonly departures: readonly Departure[];
  readonly remarks?: readonly Remark[];
  /** A real run of this preset's layout, or undefined. */
  readonly verified?: {
    readonly engine: string;
    readonly hardware: string;
    readonly on: string;
    readonly model: string;
  };
}

/** The preset's own config as a table, without what it extends. */
export function presetTable(recipe: Recipe): TomlTable {
  return recipe.config as TomlTable;
}

/** A layer of a preset: its table, and where each value stands. */
interface PresetLayer {
  readonly table: TomlTable;
  originOf(path: readonly string[]): Origin;
}

/** The layers of a preset, what it extends first. */
export function presetLayers(recipe: Recipe): readonly PresetLayer[] {
  const { extended, place } = recipe;
  return [
    ...(extended === undefined ? [] : presetLayers(extended)),
    {
      table: presetTable(recipe),
      originOf: (path) => place?.originOf(['config', ...path]) ?? { layer: 'preset', source: recipe.name },
    },
  ];
}
