import { defineDatasetFinding } from '../finding-kind.ts';

/** A label has a value that its schema does not foresee. */
export const labelValueUnusual = defineDatasetFinding<{ readonly key: string; readonly problem: string }>({
  id: 'label-value-unusual',
  summary: 'A label has a value that its schema does not foresee.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'A value is null or empty where the schema asks for one, `driving_difficulty` is not 1, 2, 3 or 4, or a human label has no `critical_object`.',
    why: 'The sample is trained on as it is: the model learns the unusual value.',
    fix: 'Correct the value, or leave it if it is meant.',
  },
  say: ({ key, problem }, subject) => ({ message: `${subject}: ${key} ${problem}.` }),
});
