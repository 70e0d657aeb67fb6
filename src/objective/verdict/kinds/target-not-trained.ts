import { defineObjectiveFinding } from '../../finding-kind.ts';

/** What `--optimize` asks for is not among what this run trains. */
export const targetNotTrained = defineObjectiveFinding<{
  readonly optimize: string;
  readonly run: string;
  readonly why: string;
}>({
  id: 'target-not-trained',
  summary: 'What --optimize asks for is not among what this run trains.',
  severity: 'error',
  category: 'config',
  docs: {
    what: 'The part of the model that you want to optimise gets no gradient in this run: it is absent from the checkpoint, frozen, or out of reach of the loss.',
    why: "The loss of a Reason SFT run is the cross entropy of text tokens (cosmos-rl 0.4.7, policy/trainer/llm_trainer/sft_trainer.py:49-110). Alpamayo's path is made by a flow-matching expert that reads the VLM's KV cache; no text loss reaches it.",
    fix: 'Run the command that the verdict prints: it trains that part. Do the cheap checks before.',
  },
  say: ({ optimize, run, why }) => ({
    message: `${run} cannot train what you ask for (--optimize ${optimize}).`,
    because: why,
    help: 'see "what can train it"',
  }),
});
