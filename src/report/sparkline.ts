/** A small curve of block characters. */

const BLOCKS = '▁▂▃▄▅▆▇█';

/** The values in at most `width` characters, each the mean of its part; what is not finite is a cross. Empty for fewer than two values. */
export function sparkline(values: readonly number[], width: number): string {
  if (values.length < 2 || width < 2) return '';
  const count = Math.min(width, values.length);
  const parts = Array.from({ length: count }, (_, place) => {
    const part = values.slice(
      Math.floor((place * values.length) / count),
      Math.max(
        Math.floor((place * values.length) / count) + 1,
        Math.floor(((place + 1) * values.length) / count),
      ),
    );
    return part.some((value) => !Number.isFinite(value))
      ? Number.NaN
      : part.reduce((sum, value) => sum + value, 0) / part.length;
  });
  const finite = parts.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  return parts
    .map((value) => {
      if (!Number.isFinite(value)) return '×';
      const share = high === low ? 0 : (value - low) / (high - low);
      return BLOCKS[Math.min(BLOCKS.length - 1, Math.floor(share * BLOCKS.length))];
    })
    .join('');
}
