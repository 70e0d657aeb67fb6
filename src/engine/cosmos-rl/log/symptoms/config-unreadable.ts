import { brief, restingOn, sighted } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT = /Error reading config file (.+?): (.*)|CookbookConfigError: (.*)|TomlDecodeError: (.*)/;

/** The TOML file could not be read by the launcher. */
export const configSyntax: Symptom = {
  id: 'config-unreadable',
  summary: 'The config file could not be read',
  severity: 'error',
  category: 'config',
  outcome: 'config',
  clue: /Error reading config file|^CookbookConfigError: /,
  docs: {
    what: 'The config is not TOML, or the entry script rejects it.',
    why: 'The launcher reads it with the toml package 0.10 and exits 1 (launcher/launch_all.py:88-101, 0.2.6 to 0.4.7), which rejects arrays of mixed types although TOML 1.0 allows them.',
    fix: 'Correct the place that the message names; `cookbook-run sft --config FILE --dry-run` shows line and column.',
  },
  matches(state) {
    const found = sighted(state, 'config-unreadable', TEXT);
    if (found === undefined) return undefined;
    const reason = found.match[2] ?? found.match[3] ?? found.match[4] ?? '';
    return restingOn(found, {
      subject: found.match[1] ?? 'config',
      message: `The config could not be read: ${brief(reason)}.`,
      because: 'Nothing was started.',
      help: 'Run `cookbook-run sft --config FILE --dry-run`, which names line and column.',
    });
  },
};
