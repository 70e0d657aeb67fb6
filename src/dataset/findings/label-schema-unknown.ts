import { defineDatasetFinding } from '../finding-kind.ts';

/** A label follows none of the schemas of its layout. */
export const labelSchemaUnknown = defineDatasetFinding<Record<string, never>>({
  id: 'label-schema-unknown',
  summary: 'A label follows none of the schemas of its layout.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'A label of the blended layout is recognised by its content: `final_content` (cv), `response` (reasoning), or at least half of the AVHA keys (human).',
    why: 'Each schema has its own user prompt; the entry script stops at a label it cannot tell.',
    fix: 'Give the label the keys of its schema.',
  },
  say: (_, subject) => ({
    message: `${subject} follows none of the three label schemas.`,
    help: 'A human label needs the AVHA keys, a cv label final_content, a reasoning label response.',
  }),
});
