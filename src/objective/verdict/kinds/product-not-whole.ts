import { defineObjectiveFinding } from '../../finding-kind.ts';

/** The consumer takes whole checkpoints, and the run makes a part of one. */
export const productNotWhole = defineObjectiveFinding<{
  readonly run: string;
  readonly makes: string;
  readonly custom: boolean;
}>({
  id: 'product-not-whole',
  summary: 'The consumer takes whole checkpoints only, and the run makes a part of one.',
  severity: 'error',
  category: 'config',
  docs: {
    what: '--consumer names the Alpamayo NIM, and the run exports a VLM or an adapter.',
    why: 'The NIM loads a full Alpamayo checkpoint in the layout of Hugging Face: VLM, expert and projections. Adapters, deltas, a VLM or an expert alone are refused.',
    fix: 'Train with the Alpamayo recipes, stage 1 then stage 2: what stage 2 writes is whole.',
  },
  say: ({ run, makes, custom }) => ({
    message: `The Alpamayo NIM takes whole checkpoints only; ${run.replace(/^This/, 'this')} makes ${makes}.`,
    help: 'What stage 2 of the Alpamayo recipes writes is whole.',
    ...(custom ? { severity: 'warning' as const } : {}),
  }),
});
