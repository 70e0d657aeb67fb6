/** The readers of all layouts. */
import type { Layout } from '../recipe/recipe.ts';
import { readAvha } from './layouts/avha.ts';
import { readBlendedAv } from './layouts/blended-av.ts';
import type { Notes } from './notes.ts';
import type { DatasetRequest } from './request.ts';
import type { Reading } from './sample.ts';

/**
 * Reads one folder of a layout: the training data, or the validation data of their own. What is wrong goes to `notes`,
 * and so do the numbers of clips and labels (`notes.count`). Heavy libraries are imported inside an async generator.
 */
export type Reader = (root: string, request: DatasetRequest, notes: Notes) => Reading;

/** The reader of each layout. */
export const READERS: Readonly<Record<Layout, Reader>> = { avha: readAvha, 'blended-av': readBlendedAv };
