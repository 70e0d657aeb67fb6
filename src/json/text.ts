/** A document as JSON text. */

/** Indented, with a line end; whole numbers as numbers, infinities and NaN as text. */
export function jsonText(value: unknown): string {
  const simple = (_: string, item: unknown) => {
    if (typeof item === 'bigint') return Number(item);
    return typeof item === 'number' && !Number.isFinite(item) ? String(item) : item;
  };
  return `${JSON.stringify(value, simple, 2)}\n`;
}

/** An answer of ours: a document with the version of its form. */
export const jsonAnswer = (fields: object): string => jsonText({ schemaVersion: 1, ...fields });
