/** What is wrong with a config file before it is TOML: no file, no text, or nothing in it. */
import type { FindingDraft, FindingKind } from '../../../findings/finding.ts';
import { note, toType } from '../../../findings/remedy.ts';
import type { NoText } from '../read-config.ts';

/** A config file that cannot be opened or is not for reading. */
export const configFileUnreadable: FindingKind = {
  id: 'config-file-unreadable',
  summary: 'a config file is missing or cannot be read',
  severity: 'error',
  category: 'input',
  enforcedBy: 'engine',
  docs: {
    what: 'The path does not exist, may not be read, is a pipe or a device, or is far too large for a config.',
    why: 'The launcher opens the file first thing (launch_all.py, all versions) and ends there. A pipe can be read once only, and several programs of a launch read the file.',
    fix: 'Correct the path. To check text from a pipe, give `-`.',
  },
};

/** A config file that is no UTF-8 text. */
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

/** A byte-order mark at the beginning of the file. */
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

/** A config file without a setting. */
export const configEmpty: FindingKind = {
  id: 'config-empty',
  summary: 'a config file holds no setting',
  severity: 'error',
  category: 'config',
  enforcedBy: 'nobody',
  docs: {
    what: 'The file is empty, or holds nothing but comments.',
    why: 'The engine takes it and starts GRPO with its defaults for everything (`Config.from_dict`, all versions).',
    fix: 'Write a config: `cookbook-run cp PRESET my.toml`.',
  },
};

/** The finding for a file without settings. */
export function emptyDraft(name: string): FindingDraft {
  return {
    subject: name,
    message: `${name} holds no setting`,
    because: 'the engine would start GRPO of Qwen2.5-VL-7B-Instruct with its defaults',
    remedy: toType(['cookbook-run', 'cp', 'PRESET', 'my.toml'], 'write a config: {}'),
  };
}
