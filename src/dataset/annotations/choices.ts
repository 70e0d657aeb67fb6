/** Multiple-choice questions: the options that a question lists, and the one that an answer names. */
import { stripped } from './text.ts';

/** `A: two lanes`, `b) two lanes` or `(C) two lanes` on a line of its own. */
const LETTERED = /^[ \t]*\(?([A-Za-z])[:.)][ \t]+(\S.*)$/gm;
/** `(1) loc.` in a sentence. */
const NUMBERED = /\((\d{1,2})\)[ \t]*([^().\n]{1,80})/g;

/** The options by their mark, `A` or `1`; fewer than two are none. */
export function optionsIn(question: string): ReadonlyMap<string, string> {
  for (const pattern of [LETTERED, NUMBERED]) {
    const found = [...question.matchAll(pattern)].map(
      ([, mark = '', text = '']) => [mark.toUpperCase(), stripped(text)] as const,
    );
    if (found.length > 1) return new Map(found);
  }
  return new Map();
}

/** A mark alone, or with the text of its option: `B`, `(b)`, `B: two lanes`, `(1) loc.` */
const MARK = /^\(?([A-Za-z]|\d{1,2})(?:\)|[:.)](?=\s|$)|$)/;

/** The mark that an answer names, `undefined` where it is no choice. */
export function markIn(answer: string): string | undefined {
  return MARK.exec(stripped(answer))?.[1]?.toUpperCase();
}
