/** Keys in a sentence. */

/** A sentence of at most four keys. */
export function keysText(keys: readonly string[]): string {
  const shown = keys.slice(0, 4).map((key) => `\`${key}\``);
  return shown.join(', ') + (keys.length > 4 ? ` and ${keys.length - 4} more` : '');
}
