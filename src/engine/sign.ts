/** What an engine says of a run's course, in words that every engine has; metrics, progress and reports are made of it. */

/** One optimizer step and what was measured of it; units as in metrics.ndjson. */
export interface StepSign {
  readonly step: number;
  readonly epoch?: number;
  readonly loss?: number;
  readonly gradNorm?: number;
  readonly lr?: Readonly<Record<string, number>>;
  readonly seconds?: number;
  readonly dataWait?: number;
  readonly peakMemoryBytes?: number;
  readonly reservedMemoryBytes?: number;
}

export type Sign =
  | ({ readonly kind: 'step' } & StepSign)
  | { readonly kind: 'validation'; readonly step?: number; readonly loss: number }
  | { readonly kind: 'saving'; readonly step: number }
  | { readonly kind: 'saved'; readonly step: number; readonly path: string };
