import { defineDatasetFinding } from '../finding-kind.ts';

/** A label has keys that its schema does not have. */
export const labelKeyUnknown = defineDatasetFinding<{
  readonly where: string;
  readonly keys: readonly string[];
}>({
  id: 'label-key-unknown',
  summary: 'A label has keys that its schema does not have.',
  severity: 'info',
  category: 'data',
  docs: {
    what: 'A key is neither in the schema nor among those the recipe drops (`critical_object`, `noninteractive_expanded_metaaction`).',
    why: 'The entry script keeps it out of the answer.',
    fix: 'Nothing, unless the key is misspelt.',
  },
  say: ({ where, keys }, subject) => ({
    message: `${subject}: ${where} has ${keys.join(', ')}, which stays out of the answer.`,
  }),
});
