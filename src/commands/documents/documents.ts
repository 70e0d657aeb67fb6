/** The document that each verb prints with --json, as JSON Schemas; tests hold what the verbs print against them. */
import { OF_BEFORE } from './of-before.ts';
import { OF_NIGHTS } from './of-nights.ts';
import { OF_RUNS } from './of-runs.ts';
import { DEFS } from './parts.ts';
import type { Published } from './published.ts';
import { ref, type Shape } from './shape.ts';

/** By verb, its words joined by a dash where there are two. */
export const DOCUMENTS: Readonly<Record<string, Published>> = { ...OF_BEFORE, ...OF_RUNS, ...OF_NIGHTS };

/** The JSON Schema of one document; every verb may answer with a refusal too. */
export function documentSchema(name: string): Shape | undefined {
  const published = Object.hasOwn(DOCUMENTS, name) ? DOCUMENTS[name] : undefined;
  if (published === undefined) return undefined;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `cookbook-run ${name.replace('-', ' ')} --json`,
    description: published.about,
    anyOf: [...published.forms, ref('refusal')],
    $defs: DEFS,
  };
}
