/** The keys of an engine's config that have a meaning of their own for runs. */
import type { TomlTable, TomlValue } from '../config/value.ts';

/** A flag of the command line as a key of this engine; or why it has none there, and what to do instead. */
type FlagKey = string | { readonly why: string; readonly help: string };

/** How an engine says how long a run is. */
interface RunLength {
  readonly unit: 'epoch' | 'step';
  readonly key: string;
  /** What is typed for a run of so many. */
  typed(count: number | string): string;
  /** The settings of a run of so many. */
  settings(config: TomlTable, count: number): Readonly<Record<string, TomlValue>>;
}

/**
 * The keys of an engine's own about data, those that it has: a dataset, a part of it, the column of its conversations, how many
 * tokens a sample is cut at, and whether there is a validation.
 */
export type DataKeys = Readonly<
  Partial<Record<'name' | 'subset' | 'split' | 'column' | 'cut' | 'validation', string>>
>;

/** The keys of a config that have a meaning of their own for runs. */
export interface RunKeys {
  /** Flags that mean the same to every engine, by what each sets; `lora` is the table of its settings. */
  readonly flags: Readonly<Record<'gpus' | 'epochs' | 'lr' | 'batch' | 'lora', FlagKey>>;
  /** Every one of them: two configs that differ only in these are the same training. */
  readonly all: readonly string[];
  readonly output: string;
  /** Names the folder to resume from, and its value where nothing is resumed. */
  readonly resume: string;
  readonly noResume: TomlValue;
  /** Names the folder or repository of the model to start from. */
  readonly model: string;
  /** Names weights that are taken in place of that model's own, where there is such a key; empty for none. */
  readonly startWeights?: string;
  /** Absent where the engine's own keys name no data. */
  readonly data?: DataKeys;
  /** How long a run is. */
  readonly length: RunLength;
  /** What a change of this key means to a run that is continued: `length` is kept by the checkpoint itself. */
  change(key: string): 'impossible' | 'length' | 'risky' | 'harmless';
}
