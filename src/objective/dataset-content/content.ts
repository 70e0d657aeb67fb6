/** What a dataset's labels are made of, as a value: its columns, and the texts a model would learn to answer. */

/** One column or label key. `type` is as the file's schema says it, or as the first values show it. */
export interface Column {
  readonly name: string;
  readonly kind: 'text' | 'numbers' | 'media' | 'latents' | 'id' | 'other';
  /** `float32[64,3]`, `string`, ... */
  readonly type: string;
}

/** What was read of a dataset. */
export interface DatasetContent {
  /** File or folder that was looked at, as given. */
  readonly path: string;
  /** Whether the path exists on this machine. */
  readonly here: boolean;
  /** How many records were looked at; 0 where only a schema was. */
  readonly records: number;
  readonly columns: readonly Column[];
  /** Answers, as the model would learn them. */
  readonly answers: readonly string[];
  /** Prompts, for what they ask. */
  readonly prompts: readonly string[];
  /** What could not be looked at, and why. */
  readonly unread: readonly string[];
}
