import { defineDatasetFinding } from '../finding-kind.ts';

/** A sample is in the training and in the validation data. */
export const trainValidationOverlap = defineDatasetFinding<{
  readonly id: string;
  readonly by: 'id' | 'clip';
}>({
  id: 'train-validation-overlap',
  summary: 'A sample is in the training and in the validation data.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'A validation sample has the id or the very clip file of a training sample.',
    why: 'The validation loss then says how well the model remembers, not how well it has learnt.',
    fix: 'Take it out of one of the two.',
  },
  say: ({ id, by }, subject) => ({
    message:
      by === 'id'
        ? `The validation sample ${id} has the id of a training sample (${subject}).`
        : `The clip ${subject} of the validation sample ${id} is also trained on.`,
    help: 'Take it out of one of the two, or name another custom.dataset.validation_path.',
  }),
});
