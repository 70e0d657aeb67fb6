/** What is said of one document. */
import type { Shape } from './shape.ts';

/** A document and its forms. */
export interface Published {
  readonly about: string;
  readonly forms: readonly Shape[];
}
