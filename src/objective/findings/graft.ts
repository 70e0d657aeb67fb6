/** Findings about putting a fine-tuned backbone into another model. */

import { defineObjectiveFinding } from '../../findings/objective-kind.ts';
import { toType } from '../../findings/remedy.ts';
import { MERGED, mergeCommand } from '../remedies/merge.ts';

/** The fine-tuned backbone has another architecture than the consumer needs. */
export const graftIncompatible = defineObjectiveFinding<{
  readonly brain: string;
  readonly consumer: string;
  readonly differences: readonly string[];
  /** Whether the consumer is an Alpamayo model. */
  readonly driving: boolean;
}>({
  id: 'graft-incompatible',
  summary: 'The fine-tuned backbone has another architecture than the consumer needs.',
  severity: 'error',
  category: 'config',
  leaves: () => 'of-consumer',
  needsRemedy: true,
  docs: {
    what: 'Layers, widths, keys and values, or the vision encoder differ between the two models.',
    why: "Alpamayo's expert reads the keys and values of every layer of its VLM: other layers or another width cannot feed it (NVlabs/alpamayo 1cba38ca, alpamayo_r1.py:209,267-282). Equal width of keys and values alone does not help.",
    fix: 'Train the VLM of the consumer itself; for Alpamayo that is stage 1 of its recipes.',
  },
  say: ({ brain, consumer, differences, driving }) => ({
    message: `${brain} cannot go into ${consumer}: ${differences.join('; ')}.`,
    help: driving
      ? 'Start from the consumer: stage 1 of the Alpamayo recipes trains its own VLM.'
      : `Start from the consumer: fine-tune ${consumer} itself.`,
  }),
});

/** The vocabularies of the two models have different numbers of rows. */
export const graftVocabularyMismatch = defineObjectiveFinding<{
  readonly brain: number;
  readonly consumer: number;
  readonly fit: number;
  readonly all: number;
  /** Whether the consumer is an Alpamayo model. */
  readonly driving: boolean;
}>({
  id: 'graft-vocabulary-mismatch',
  summary: 'The vocabularies of the two models have different numbers of rows.',
  severity: 'error',
  category: 'config',
  leaves: () => 'of-consumer',
  needsRemedy: true,
  docs: {
    what: 'Everything but the token embedding and the output head has the same shape.',
    why: 'load_state_dict raises `size mismatch`, for strict=False does not excuse shapes (alpamayo-recipes b790b8e8, sft_base_model.py:77-149). Rows added by hand load, but the rows of trajectory and special tokens are then untrained.',
    fix: 'Train the VLM of the consumer itself: it has these rows.',
  },
  say: ({ brain, consumer, fit, all, driving }) => ({
    message: `The vocabulary has ${brain} rows, the consumer needs ${consumer}; ${fit} of ${all} tensors fit.`,
    help: driving
      ? 'Do not pad rows: they would be untrained. Start from the consumer with stage 1 of the Alpamayo recipes.'
      : 'Do not pad rows: they would be untrained. Start from the consumer itself.',
  }),
});

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
  leaves: () => 'of-consumer',
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

/** An adapter is not a model that another could take. */
export const graftNeedsMerge = defineObjectiveFinding<{ readonly adapter: string; readonly base?: string }>({
  id: 'graft-needs-merge',
  summary: 'An adapter is not a model that another could take.',
  severity: 'error',
  category: 'config',
  leaves: () => 'of-consumer',
  docs: {
    what: 'What should go into the consumer is a LoRA adapter.',
    why: 'The consumer takes whole tensors by name; the Alpamayo NIM too refuses adapters and deltas.',
    fix: `Merge the adapter into its base model, then check again with ${MERGED}: \`${mergeCommand().join(' ')}\`.`,
  },
  say: ({ adapter, base }) => ({
    message: `The brain is a LoRA adapter${base === undefined ? '' : ` of ${base}`}: merge it into its base model first.`,
    remedy: toType(mergeCommand(adapter), `{}, then give ${MERGED}`),
  }),
});

/** The export has no index, which the consumer looks for. */
export const graftNeedsIndex = defineObjectiveFinding<{ readonly file: string }>({
  id: 'graft-needs-index',
  summary: 'The export has no index, which the consumer looks for.',
  severity: 'warning',
  category: 'config',
  docs: {
    what: 'The brain lies in a single safetensors file without model.safetensors.index.json.',
    why: 'load_alpamayo1_vlm reads the index only and reports `No VLM tensors found` (alpamayo-recipes b790b8e8, sft_base_model.py:77-149).',
    fix: 'Write an index beside it, or export with smaller shards.',
  },
  say: ({ file }) => ({
    message: `${file} lies there without an index: the Alpamayo recipes would report that no VLM tensors were found.`,
    help: 'Write model.safetensors.index.json beside it.',
  }),
});

/** The decoder was fitted to the VLM as it was before. */
export const graftShiftsDecoder = defineObjectiveFinding<{ readonly consumer: string }>({
  id: 'graft-shifts-decoder',
  summary: 'The decoder was fitted to the VLM as it was before.',
  severity: 'warning',
  category: 'config',
  leaves: () => 'trajectory-decoder',
  docs: {
    what: 'The shapes fit, but the fine-tune changes the keys and values that the trajectory decoder reads.',
    why: 'The expert was trained on another distribution of keys and values; the maintainers put all changes of the VLM before stage 2 (NVlabs/alpamayo-recipes issue 11).',
    fix: 'After the graft run stage 2 of the Alpamayo recipes with the VLM frozen.',
  },
  say: ({ consumer }) => ({
    message: `Even where every shape fits, the decoder of ${consumer} was fitted to other keys and values.`,
    help: 'After the graft run stage 2 of the Alpamayo recipes (at least commit 9299254: before it the new VLM was ignored).',
  }),
});

/** The consumer has no place for a backbone that is known. */
export const graftFitsNothingKnown = defineObjectiveFinding<{
  readonly consumer: string;
  readonly why: string;
}>({
  id: 'graft-fits-nothing-known',
  summary: 'The consumer has no place for a backbone that is known.',
  severity: 'error',
  category: 'config',
  leaves: () => 'of-consumer',
  needsRemedy: true,
  docs: {
    what: 'The consumer holds no VLM of the Qwen family to be replaced.',
    why: 'Alpamayo 2 Edge has a Nemotron backbone, diffusion models and policies have others: no Reason fine-tune can be grafted into them.',
    fix: 'Fine-tune the consumer with its own recipe.',
  },
  say: ({ consumer, why }) => ({
    message: `Nothing of this brain can go into ${consumer}: ${why}.`,
    help: 'Fine-tune the consumer with its own recipe.',
  }),
});
