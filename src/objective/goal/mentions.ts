/** Finds what a goal speaks of, by the words of both languages. */
import type { Concept, Lexicon, Mention } from './concept.ts';
import { ENGLISH } from './lexicon-en.ts';
import { JAPANESE } from './lexicon-ja.ts';
import { MOTION } from './lexicon-motion.ts';
import { SHARED } from './lexicon-shared.ts';

/** A place belongs to the first entry that takes it. */
const LEXICON: Lexicon = [...SHARED, ...JAPANESE, ...ENGLISH, ...MOTION];

/** These may stand over other words: `swap ... into` reaches over what is swapped. */
const LOOSE: ReadonlySet<Concept> = new Set(['graft', 'numeric-text']);

/** Every mention of the text, by place. */
export function mentionsOf(text: string): readonly Mention[] {
  const taken = new Uint8Array(text.length);
  const found: Mention[] = [];
  for (const [concept, words] of LEXICON) {
    for (const match of text.matchAll(words)) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (end === start || (!LOOSE.has(concept) && taken.subarray(start, end).includes(1))) continue;
      if (!LOOSE.has(concept)) taken.fill(1, start, end);
      found.push({ concept, text: match[0].trim(), start, end });
    }
  }
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}
