/** cosmos-framework's configs shown, copied and compared. */
import type { Presenting } from '../presenting.ts';
import { KEY_NOTES } from './key-notes.ts';
import { numberAt } from './planning/own-settings.ts';
import { ConfigView, runRules } from './rule.ts';
import { tomlKeyRefused, tomlValueRefused } from './rules/refused.ts';

export const PRESENTING: Presenting = {
  preview(_, { config, origins }) {
    const form = { kind: 'override' } as const;
    const view = new ConfigView(config, { origins, form });
    return {
      config,
      translations: [],
      findings: runRules([tomlKeyRefused, tomlValueRefused], view).findings,
    };
  },
  standalone: (config) => config,
  about: (_, key) => [KEY_NOTES[key] ?? ''].filter((text) => text !== ''),
  // A missing key is the experiment's, which no schema says.
  standard: () => undefined,
  steps: (_, config) => numberAt(config, 'trainer.max_iter'),
};
