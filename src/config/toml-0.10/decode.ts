/** Bytes as the engine's text: UTF-8, and every line end becomes `\n` as Python's text mode makes it. */

/** The text, or the offset of the first byte that is no UTF-8. A byte-order mark stays, as it does for the engine. */
type Decoded =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly line: number; readonly column: number; readonly guess: string };

/** Length of the longest start that is UTF-8. */
function goodBytes(data: Uint8Array): number {
  const fine = (length: number): boolean => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(data.subarray(0, length), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  let [low, high] = [0, data.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fine(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function guess(data: Uint8Array): string {
  const [a, b] = [data[0], data[1]];
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return 'UTF-16';
  return data.subarray(0, 4096).some((byte) => byte === 0)
    ? 'a binary file'
    : 'Latin-1 or another 8-bit encoding';
}

/** Decodes a file. */
export function decode(data: Uint8Array): Decoded {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
    return { ok: true, text: text.replace(/\r\n?/g, '\n') };
  } catch {
    // The beginning of a character that never ends is decoded as U+FFFD: it is the place that is looked for.
    const before = Buffer.from(data.subarray(0, goodBytes(data)))
      .toString('utf8')
      .replace(/\ufffd$/, '')
      .split(/\r\n?|\n/);
    return {
      ok: false,
      line: before.length,
      column: [...(before.at(-1) ?? '')].length + 1,
      guess: guess(data),
    };
  }
}
