import { defineDatasetFinding } from '../finding-kind.ts';

/** A label lacks keys of its schema. */
export const labelKeyMissing = defineDatasetFinding<{
  readonly where: string;
  readonly keys: readonly string[];
}>({
  id: 'label-key-missing',
  summary: 'A label lacks keys of its schema.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'A label does not have all the keys that the recipe teaches.',
    why: "NVIDIA's avha_sft.py trains on it, so answers have keys or have not; our entry script stops.",
    fix: 'Add the keys.',
  },
  say: ({ where, keys }, subject) => ({
    message: `${subject}: ${where} lacks ${keys.join(', ')}.`,
    help: 'Add the keys to the label.',
  }),
});
