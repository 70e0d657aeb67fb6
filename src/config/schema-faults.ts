/** What a zod schema says against a TOML file of ours, each fault with its line and the nearest key. */
import type { z } from 'zod';
import { nearest } from '../findings/nearest.ts';

/** Where keys of the file stand. */
export type KeyPlaces = ReadonlyMap<string, { readonly line: number; readonly column: number }>;

interface Shaped {
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly def?: { readonly innerType?: z.core.$ZodType };
}

/** The keys that a schema knows below a path; none where it is no table of fixed keys. */
function keysAt(schema: z.core.$ZodType | undefined, path: readonly PropertyKey[]): readonly string[] {
  const { shape, def } = (schema ?? {}) as Shaped;
  if (shape === undefined) return def?.innerType === undefined ? [] : keysAt(def.innerType, path);
  const [first, ...rest] = path;
  return first === undefined ? Object.keys(shape) : keysAt(shape[String(first)], rest);
}

/** The faults as lines to print; none for a value that the schema takes. */
export function schemaFaults(
  schema: z.ZodType,
  value: unknown,
  places: KeyPlaces,
  name: string,
): readonly string[] {
  const parsed = schema.safeParse(value);
  if (parsed.success) return [];
  const line = (key: readonly PropertyKey[], message: string) => {
    const place =
      places.get(key.join('.')) ?? places.get(key.slice(0, -1).join('.')) ?? places.get(String(key[0] ?? ''));
    return `${name}${place === undefined ? '' : `:${place.line}:${place.column}`}: ${message}`;
  };
  return parsed.error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') {
      const key = issue.path.join('.');
      const [inner] = issue.code === 'invalid_key' ? issue.issues : [issue];
      return [line(issue.path, `${key === '' ? '' : `\`${key}\`: `}${inner?.message ?? issue.message}`)];
    }
    return issue.keys.map((key) => {
      const near = nearest(key, keysAt(schema, issue.path));
      const hint = near === undefined ? '' : `; did you mean \`${near}\`?`;
      return line([...issue.path, key], `\`${[...issue.path, key].join('.')}\` is not a setting${hint}`);
    });
  });
}
