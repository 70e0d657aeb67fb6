/** What the reader of the engine makes of a file, and where readers of TOML 1.0 make something else of it. */
import { type Finding, type FindingDraft, type FindingKind, stamp } from '../../../findings/finding.ts';
import { note } from '../../../findings/remedy.ts';
import { writeTomlValue } from '../../toml.ts';
import type { TomlValue } from '../../value.ts';
import { otherReaders, type ReaderDifference } from '../compare-with-toml-1.ts';
import { type ConfigText, spotOf } from '../read-config.ts';

/** A text that the engine's TOML reader refuses. */
export const tomlRejected: FindingKind = {
  id: 'toml-rejected',
  summary: "the engine's TOML reader refuses the file",
  severity: 'error',
  category: 'config',
  enforcedBy: 'engine',
  docs: {
    what: "The file is not TOML, or it is TOML that the engine's reader cannot read: a list that mixes 1 and 1.0, an inline table over several lines, a key that is there twice, a string that is not closed.",
    why: 'Every program of a launch reads the file with Python `toml` 0.10.2 (decoder.py), which knows TOML 0.5 with gaps, and end with TomlDecodeError.',
    fix: 'Correct the place that is shown.',
  },
};

/** The finding for a source that was refused, if it was. */
export function rejected(source: ConfigText): readonly FindingDraft[] {
  if (source.engineReads.ok) return [];
  const { reason, at } = source.engineReads;
  const standard = source.tomlReads;
  const own = spotOf(source.text, at);
  // A TOML 1.0 reader often knows the place better: the engine's goes line by line and may lose count of quotes.
  const spot =
    standard.ok || standard.line > own.line ? own : { line: standard.line, column: standard.column };
  const because = standard.ok
    ? 'Python toml 0.10.2, the reader of the engine, cannot read it, although TOML 1.0 readers can'
    : `no TOML reader can read it: ${standard.reason}`;
  return [
    {
      subject: source.name,
      origin: { layer: 'file', source: source.name, ...spot },
      message: `the engine cannot read this file: ${reason}`,
      because,
      remedy: note('correct this place; nothing else was checked'),
      data: { reason, standard: standard.ok ? 'accepts' : standard.reason },
    },
  ];
}

/** A text that other TOML readers understand in another way than the engine. */
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

/** Notes, one for every difference: a launch goes by what TOML 1.0 readers read. */
export function rewritten(source: ConfigText): readonly Finding[] {
  const ours = 'this run is started with a file that cookbook-run writes from what TOML 1.0 readers read';
  const words = {
    severity: 'info',
    because: ours,
    remedy: note('nothing, unless the file is given to the engine itself'),
  } as const;
  return [
    ...rejected(source).map((draft) => stamp(tomlRejected, { ...draft, ...words })),
    ...readersDiffer(source).map((draft) => stamp(tomlReadersDiffer, { ...draft, ...words })),
  ];
}
