import { defineObjectiveFinding } from '../finding-kind.ts';

/** The weights of the model could not be looked at. */
export const checkpointWeightsUnseen = defineObjectiveFinding<{ readonly why: string }>({
  id: 'checkpoint-weights-unseen',
  summary: 'The weights of the model could not be looked at.',
  severity: 'info',
  category: 'input',
  docs: {
    what: 'The folder holds an index without its files, pickled weights, or none at all.',
    why: 'What is said about the model then rests on its configs; pickles are never opened, for opening one runs it.',
    fix: 'Fetch the safetensors files, or their index and headers, to have the verdict rest on tensors.',
  },
  say: ({ why }, subject) => ({
    message: `The weights of ${subject} were not looked at: ${why}.`,
  }),
});
