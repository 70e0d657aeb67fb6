/** A word as a shell reads it back unchanged. */
import { plain } from '../plain.ts';

/**
 * One word, in single quotes if it needs them; as bash and zsh spell them where there are controls, or what a CI takes for its command:
 * a script that is printed holds neither as they are.
 */
export function shellWord(word: string): string {
  const harmless = plain(word.replace(/[\\']/g, '\\$&')).replace(/##(?=\[)/g, '#\\u0023');
  if (plain(word) !== word || word.includes('##[')) return `$'${harmless}'`;
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
