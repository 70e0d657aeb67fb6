/** A small language for the JSON Schemas of our documents. */

/** A node of a JSON Schema (2020-12). */
export type Shape = Readonly<Record<string, unknown>>;

export const text: Shape = { type: 'string' };
export const count: Shape = { type: 'integer' };
export const number: Shape = { type: 'number' };
export const flag: Shape = { type: 'boolean' };
/** Anything: values of the engine's config, measures of one kind of finding. */
export const any: Shape = {};
/** An object whose keys are the engine's or the host's, and not promised. */
export const open: Shape = { type: 'object' };

/** One of these words. */
export const word = (...words: readonly string[]): Shape => ({ enum: words });

export const listOf = (items: Shape): Shape => ({ type: 'array', items });

/** An object with any keys and such values. */
export const map = (values: Shape): Shape => ({ type: 'object', additionalProperties: values });

export const orNull = (shape: Shape): Shape => ({ anyOf: [shape, { type: 'null' }] });

/** A definition that each schema holds. */
export const ref = (name: string): Shape => ({ $ref: `#/$defs/${name}` });

export const about = (description: string, shape: Shape): Shape => ({ ...shape, description });

/** An object: keys that are always there, and keys that may be. Others may come with later versions. */
export function table(
  always: Readonly<Record<string, Shape>>,
  sometimes: Readonly<Record<string, Shape>> = {},
): Shape {
  return { type: 'object', required: Object.keys(always), properties: { ...always, ...sometimes } };
}

/** A whole document. */
export const document = (
  always: Readonly<Record<string, Shape>>,
  sometimes: Readonly<Record<string, Shape>> = {},
): Shape => table({ schemaVersion: { const: 1 }, ...always }, sometimes);
