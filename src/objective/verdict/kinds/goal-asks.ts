import { defineObjectiveFinding } from '../../finding-kind.ts';

/** A goal in words asks for what this run cannot train, or leaves it open. */
export const goalAsks = defineObjectiveFinding<{
  readonly asks: string;
  readonly words: readonly string[];
  readonly verdict: 'allow' | 'warn' | 'block';
  readonly question: string;
}>({
  id: 'goal-asks',
  summary: 'A goal in words asks for what this run cannot train, or leaves it open.',
  severity: 'warning',
  category: 'config',
  docs: {
    what: 'The words of --goal were read as asking for more than the text of a vision-language model.',
    why: 'Words can be misread, so they alone refuse no launch: they raise a question. `feasibility` gives its best judgement; `sft` warns, and with --strict refuses.',
    fix: 'Answer with --optimize vlm-text, discrete-traj-tokens, trajectory-decoder or video-diffusion.',
  },
  say: ({ asks, words, verdict, question }) => ({
    severity: verdict === 'block' ? 'error' : verdict === 'warn' ? 'warning' : 'info',
    message: `The goal ${asks}.`,
    because:
      words.length === 0
        ? 'nothing in it names a part of a model or a text'
        : `the words: ${words.map((word) => `"${word}"`).join(', ')}`,
    help: question,
  }),
});
