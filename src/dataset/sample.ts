/** One sample of a dataset, as far as counting and comparing need it. */

/** A sample that can be trained on. `group` is its sub-directory, "" where the layout has none. */
export interface Sample {
  readonly id: string;
  readonly video: string;
  readonly group: string;
}

/** What a reader found: sound samples, and how many clips and labels or conversations it came across. */
export interface Reading {
  readonly samples: readonly Sample[];
  readonly videos: number;
  readonly labels: number;
}
