import { defineObjectiveFinding } from '../finding-kind.ts';

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
