/** Requests about data as cosmos-rl's own keys make them. */

import { datasetRequest as requestBy } from '../../../src/dataset/from-config.ts';
import { readingOf } from '../../../src/engine/cosmos-rl/reading.ts';

type Facts = Omit<Parameters<typeof requestBy>[2], 'reading'>;

/** What is to be looked at, of a config for cosmos-rl. */
export function datasetRequest(
  layout: Parameters<typeof requestBy>[0],
  config: Parameters<typeof requestBy>[1],
  facts: Facts,
) {
  return requestBy(layout, config, { ...facts, reading: readingOf(config) });
}
