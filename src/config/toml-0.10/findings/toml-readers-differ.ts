/** A text that other TOML readers understand in another way than the engine. */

import type { FindingDraft, FindingKind } from '../../../findings/finding.ts';
import { note } from '../../../findings/remedy.ts';
import { writeTomlValue } from '../../toml.ts';
import type { TomlValue } from '../../value.ts';
import { otherReaders, type ReaderDifference } from '../compare-with-toml-1.ts';
import type { ConfigText } from '../read-config.ts';

export const tomlReadersDiffer: FindingKind = {
  id: 'toml-readers-differ',
  summary: 'the engine reads something else here than TOML 1.0 readers do',
  severity: 'warning',
  category: 'config',
  enforcedBy: 'nobody',
  docs: {
    what: 'The engine accepts the file, but it and TOML 1.0 readers (editors, formatters, tomllib) do not agree about it.',
    why: 'The engine reads with Python `toml` 0.10.2 (decoder.py), whose departures from TOML are silent: it loses the first line end after `"""`, takes `.5` seconds for 5 microseconds, puts a multi-line text under a dotted key into the wrong table, and ignores what follows some closing brackets.',
    fix: 'Write the value in a form that both read alike; the finding shows what the engine sees.',
  },
};

function show(value: TomlValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value instanceof Date) return value.toISOString();
  const text = writeTomlValue(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function draft(source: ConfigText, difference: ReaderDifference): FindingDraft {
  const file = { layer: 'file', source: source.name } as const;
  if (difference.kind === 'refused') {
    const { line, column, reason } = difference;
    return {
      subject: source.name,
      origin: { ...file, line, column },
      message: `TOML 1.0 readers refuse this file: ${reason}`,
      because:
        'the engine reads it with Python toml 0.10.2, which lets it pass; editors and other programs will not',
      remedy: note('write it as TOML 1.0 says'),
      data: { reason },
    };
  }
  const { key, engine, other } = difference;
  return {
    subject: key,
    origin: source.places.get(key) ?? file,
    message: `the engine reads \`${key}\` as ${show(engine)}; TOML 1.0 readers read ${show(other)}`,
    because: 'the engine reads the file with Python toml 0.10.2, which departs from TOML here',
    remedy: note('write the value in a form that both read alike'),
    data: { engine: show(engine), other: show(other) },
  };
}

/** A finding for every difference. */
export function readersDiffer(source: ConfigText): readonly FindingDraft[] {
  return otherReaders(source).map((difference) => draft(source, difference));
}
