/** The sides of cosmos-framework that a run needs before its launch. */
import type { Planning } from '../../planning.ts';
import { KEYS } from '../keys.ts';
import { launch } from './launch.ts';
import { numberAt, ownSettings, textAt } from './own-settings.ts';
import { readingOf } from './reading.ts';

/** Everything of it is used wherever a run is planned. */
export const PLANNING: Planning = {
  ports: ['master'],
  checks: new Set(),
  objective: false,
  estimates: false,
  ownSettings,
  reading: readingOf,
  // A sample that is longer than its packer is passed on as it is (PoolPackingBatcher, 5eee9ed).
  tokenLimit: () => 0,
  modelOf: (config) => textAt(config, KEYS.model) ?? '',
  render(_, { config }) {
    const steps = numberAt(config, 'trainer.max_iter');
    return { config, translations: [], ...(steps === undefined ? {} : { steps }) };
  },
  judge: () => ({ findings: [], skipped: [] }),
  launch,
};
