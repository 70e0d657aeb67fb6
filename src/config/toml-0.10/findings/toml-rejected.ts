/** A text that the engine's TOML reader refuses. */

import type { FindingDraft, FindingKind } from '../../../findings/finding.ts';
import { note } from '../../../findings/remedy.ts';
import { type ConfigText, spotOf } from '../read-config.ts';

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
