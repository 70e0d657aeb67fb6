/** A byte-order mark at the beginning of the file. */

import type { FindingDraft, FindingKind } from '../../../findings/finding.ts';
import { toType } from '../../../findings/remedy.ts';

export const byteOrderMark: FindingKind = {
  id: 'byte-order-mark',
  summary: 'the file begins with a byte-order mark (BOM)',
  severity: 'error',
  category: 'config',
  docs: {
    what: 'The file begins with the invisible character U+FEFF, which some editors write in front of UTF-8.',
    why: 'Python `toml` 0.10.2 (decoder.py), which the engine reads with, takes it for a part of the first word: a key gets another name and is dropped, a table header makes the file unreadable.',
    fix: 'Save the file as UTF-8 without BOM, for example with `sed -i "1s/^\\xef\\xbb\\xbf//" my.toml`.',
  },
};

/** The finding about `name`; `accepted` is whether the engine reads the file all the same. */
export function bomDraft(name: string, accepted: boolean): FindingDraft {
  return {
    subject: name,
    origin: { layer: 'file', source: name, line: 1, column: 1 },
    message: `${name} begins with a byte-order mark (BOM), which the engine takes for a part of the first word`,
    because: accepted
      ? 'the first key gets another name, and the engine drops it'
      : 'the first line becomes unreadable, and the engine ends with TomlDecodeError',
    remedy: toType(['sed', '-i', '1s/^\\xef\\xbb\\xbf//', name], 'save the file as UTF-8 without BOM: {}'),
    data: { accepted },
  };
}
