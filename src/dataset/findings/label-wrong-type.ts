import { defineDatasetFinding } from '../finding-kind.ts';

/** A label, or a part of it, has the wrong JSON type. */
export const labelWrongType = defineDatasetFinding<{
  readonly where: string;
  readonly expected: string;
  readonly found: string;
}>({
  id: 'label-wrong-type',
  summary: 'A label, or a part of it, has the wrong JSON type.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'A label is not a JSON object, or one of its parts is not the object or list that its schema asks for.',
    why: 'The answer the model is taught is made of it; the entry script stops.',
    fix: 'Correct the label.',
  },
  say: ({ where, expected, found }, subject) => ({
    message: `${subject}: ${where} is ${found}, not ${expected}.`,
    help: `Write ${expected}.`,
  }),
});
