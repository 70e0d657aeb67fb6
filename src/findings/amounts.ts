/** Amounts as they are said. */

/** `1 GPU`, `3 GPUs`. */
export const plural = (count: number, one: string, more = `${one}s`): string =>
  `${count} ${count === 1 ? one : more}`;

/** Bytes as `1.2 GB`. */
export const gigabytes = (bytes: number, digits = 1): string => `${(bytes / 1e9).toFixed(digits)} GB`;
