/** Words as a shell reads them back unchanged: whatever is printed to be typed goes through here. */

/** True if a shell would not take the text as one plain word (launcher/launch_all.py, utility.py: not quoted, 0.4.7). */
export function isShellUnsafe(text: string): boolean {
  return !/^[\w@%+=:,./-]+$/.test(text);
}

/** One word, quoted if it needs to be. */
export function shellWord(word: string): string {
  return word !== '' && !isShellUnsafe(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
