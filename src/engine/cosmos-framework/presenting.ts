/** cosmos-framework's configs shown, copied and compared. */
import { splitKey } from '../../config/value.ts';
import type { KeyKinds, Presenting } from '../presenting.ts';
import { KEY_NOTES } from './key-notes.ts';
import { numberAt } from './planning/own-settings.ts';
import { ConfigView, runRules } from './rule.ts';
import { tomlKeyRefused, tomlValueRefused } from './rules/refused.ts';
import { SCHEMA, typeOf } from './schema/schema.ts';
import { NEWEST, VERSIONS } from './versions.ts';

const KINDS: Readonly<Record<string, string>> = { any: 'table' };

/** The kinds of a type of its schema; what lies below [custom] is free. */
function kindsOf(key: string): KeyKinds | undefined {
  const path = splitKey(key);
  if (path[0] === 'custom') return { kinds: [] };
  const [, item = '', shape] = /^(\w+)(\[\]|\{\})?/.exec(typeOf(path) ?? '') ?? [];
  if (item === '') return undefined;
  return shape === undefined ? { kinds: [KINDS[item] ?? item] } : { kinds: [], items: [item] };
}

export const PRESENTING: Presenting = {
  declaring: {
    version: NEWEST,
    keys: () => Object.keys(SCHEMA.fields),
    kindsOf,
    versionsFor: () => VERSIONS,
  },
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
