/** What is to be looked at of a dataset. */

import type { TomlTable, TomlValue } from '../config/value.ts';
import type { Packing } from '../engine/planning.ts';
import type { DataKeys } from '../engine/run-keys.ts';
import type { Layout } from '../recipe/recipe.ts';

/** `[custom.vision]`; pixels are per frame. */
export interface Vision {
  readonly fps?: number;
  readonly nframes?: number;
  readonly minPixels?: number;
  readonly maxPixels?: number;
  readonly totalPixels?: number;
}

/** Variables of an environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The parts of a blended dataset. */
export interface Blend {
  readonly subdirectories: readonly string[];
  readonly weights?: readonly number[];
  readonly metaFile: string;
}

/** A key that the entry script would refuse, and why. */
export interface OptionProblem {
  readonly key: string;
  readonly problem: string;
  readonly fix: string;
}

/** Everything `inspectDataset` needs to know. */
export interface DatasetRequest {
  readonly layout: Layout;
  /** The folder or file as written; "" where the config names none. */
  readonly root: string;
  /** The key that names it. */
  readonly rootKey: string;
  /** Where relative paths begin: the working folder of the engine. */
  readonly cwd: string;
  /** Model family (`model_type`), which decides the size of a token in pixels. */
  readonly family?: string;
  /** The engine's version, for what its packers can take. */
  readonly engine?: string;
  /** Samples of one forward pass, and GPUs that pass at once. */
  readonly miniBatch: number;
  readonly ranks: number;
  /** The engine's own table of a dataset, and the keys of it. */
  readonly source: TomlTable;
  readonly keys?: DataKeys;
  /** Where the published script puts its clips once they are extracted. */
  readonly preparedClips?: string;
  /** What the engine's packers make of several kinds of media. */
  readonly packing?: Packing;
  /** Environment of the launch, which says where caches lie. */
  readonly env: Environment;
  readonly vision: Vision;
  /** The sound values of `[custom.dataset]`. */
  readonly options: Readonly<Record<string, TomlValue>>;
  readonly blend?: Blend;
  /** The column that holds the conversations, in a layout that has columns. */
  readonly column: string;
  /** Prompt files as written; relative ones begin in `cwd`. */
  readonly prompts: { readonly system?: string; readonly user?: string };
  readonly validation: { readonly enabled: boolean; readonly path?: string; readonly share: number };
  /** Keys of the `[custom]` tables that the entry script would refuse. */
  readonly problems: readonly OptionProblem[];
}
