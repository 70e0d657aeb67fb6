/** Secrets stay in the environment: found before they reach a record, and taken out of what other programs say. */

import { masked, TOKENS } from '../plain.ts';

const NAMES = /TOKEN|SECRET|PASSW|API_?KEY|CREDENTIAL|PRIVATE_?KEY|_KEY$/i;
type Environment = Readonly<Record<string, string | undefined>>;

function valuesOf(env: Environment): ReadonlyArray<readonly [string, string]> {
  return Object.entries(env).filter(
    (entry): entry is [string, string] =>
      NAMES.test(entry[0]) && entry[1] !== undefined && entry[1].length >= 8,
  );
}

/** What secrets a text holds: kinds and names of variables, never the values. */
export function secretsIn(text: string, env: Environment): readonly string[] {
  return [
    ...TOKENS.filter(([shape]) => text.search(shape) >= 0).map(([, kind]) => kind),
    ...valuesOf(env)
      .filter(([, value]) => text.includes(value))
      .map(([name]) => `the value of ${name}`),
  ];
}

/** The text with every secret replaced by what it was. */
export function redact(text: string, env: Environment): string {
  const named = valuesOf(env).reduce((rest, [name, value]) => rest.replaceAll(value, `[${name}]`), text);
  return masked(named);
}
