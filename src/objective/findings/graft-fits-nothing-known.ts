import { defineObjectiveFinding } from '../finding-kind.ts';

/** The consumer has no place for a backbone that is known. */
export const graftFitsNothingKnown = defineObjectiveFinding<{
  readonly consumer: string;
  readonly why: string;
}>({
  id: 'graft-fits-nothing-known',
  summary: 'The consumer has no place for a backbone that is known.',
  severity: 'error',
  category: 'config',
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
