/** A config file that is no UTF-8 text. */

import type { FindingDraft, FindingKind } from '../../../findings/finding.ts';
import { note, toType } from '../../../findings/remedy.ts';
import type { NoText } from '../read-config.ts';

export const configNotUtf8: FindingKind = {
  id: 'config-not-utf8',
  summary: 'a config file is not UTF-8 text',
  severity: 'error',
  category: 'config',
  enforcedBy: 'engine',
  docs: {
    what: 'The file holds bytes that are no UTF-8: it was saved in another encoding, or is no text at all.',
    why: 'The engine opens the file as UTF-8 text (toml 0.10.2, decoder.py, `load`) and ends with UnicodeDecodeError.',
    fix: 'Save it as UTF-8, for example `iconv -f LATIN1 -t UTF-8 old.toml > new.toml`.',
  },
};

/** The finding for a file whose first bad byte is known. */
export function notUtf8(name: string, { line, column, guess }: NoText): FindingDraft {
  const from = guess === 'UTF-16' ? 'UTF-16' : 'LATIN1';
  return {
    subject: name,
    origin: { layer: 'file', source: name, line, column },
    message: `${name} is not UTF-8 text; it looks like ${guess}`,
    because: 'the engine opens the file as UTF-8 and ends with UnicodeDecodeError',
    remedy:
      guess === 'a binary file'
        ? note('give the TOML file itself')
        : toType(['iconv', '-f', from, '-t', 'UTF-8', '-o', 'new.toml', name], 'save it as UTF-8: {}'),
    data: { guess },
  };
}
