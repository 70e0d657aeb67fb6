import { defineObjectiveFinding } from '../finding-kind.ts';

/** Some tensors that the consumer needs are missing or have another shape. */
export const graftTensorsDiffer = defineObjectiveFinding<{
  readonly missing: readonly string[];
  readonly shapes: readonly string[];
  readonly fit: number;
  readonly all: number;
}>({
  id: 'graft-tensors-differ',
  summary: 'Some tensors that the consumer needs are missing or have another shape.',
  severity: 'error',
  category: 'config',
  docs: {
    what: 'The architecture is the same, but not every tensor of the consumer has its counterpart.',
    why: 'The consumer loads by name and shape; what is missing keeps its old value, which no longer belongs to the rest, or the load stops.',
    fix: 'Export the whole model again, and merge adapters first.',
  },
  say: ({ missing, shapes, fit, all }) => ({
    message: `${fit} of ${all} tensors fit; missing: ${missing.length}, of another shape: ${shapes.length}, first ${missing[0] ?? shapes[0] ?? ''}.`,
    help: 'Export the whole model again.',
  }),
});
