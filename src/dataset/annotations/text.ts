/** Text of LLaVA-style files, cleaned as the entry script cleans it (templates/entry/cookbook_entry/llava.py). */

const BLANKS = ' \t\r\n';

/** Text without the blanks around it; only these four, which JavaScript and Python see alike. */
export function stripped(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && BLANKS.includes(text.charAt(start))) start += 1;
  while (end > start && BLANKS.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** A placeholder with the line breaks around it, as the published scripts remove it. */
const TAG = /\n?<\/?(image|video)>\n?/g;

/** A question without its placeholders, and how many there were: the media are parts of their own, before the text. */
export function withoutTags(text: string): {
  readonly text: string;
  readonly image: number;
  readonly video: number;
} {
  const found = { image: 0, video: 0 };
  if (!text.includes('<')) return { text: stripped(text), ...found };
  const rest = text.replace(TAG, (tag, kind: 'image' | 'video') => {
    if (!tag.includes('/')) found[kind] += 1;
    return '';
  });
  return { text: stripped(rest), ...found };
}

/** Node.js 20 has it, and the types of its language level have not. */
type WellFormed = string & { isWellFormed(): boolean };

/** Whether a text has half a surrogate pair, which no tokenizer takes. */
export function isBroken(text: string): boolean {
  return !(text as WellFormed).isWellFormed();
}
