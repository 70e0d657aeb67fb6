/** Every kind of finding about data, from the folder to the single value: one table for each theme. */
import type { FindingKind } from '../../findings/finding.ts';
import * as answers from './answers.ts';
import * as clips from './clips.ts';
import * as items from './items.ts';
import * as labels from './labels.ts';
import * as lengths from './lengths.ts';
import * as media from './media.ts';
import * as place from './place.ts';
import * as sampling from './sampling.ts';
import * as saved from './saved.ts';

export const DATASET_FINDINGS: readonly FindingKind[] = [
  ...Object.values(place),
  ...Object.values(labels),
  ...Object.values(clips),
  ...Object.values(media),
  ...Object.values(items),
  ...Object.values(answers),
  ...Object.values(lengths),
  ...Object.values(sampling),
  ...Object.values(saved),
];
