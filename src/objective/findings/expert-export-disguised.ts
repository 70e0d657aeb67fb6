import { defineObjectiveFinding } from '../finding-kind.ts';

/** Alpamayo's action expert is exported as if it were an LLM. */
export const expertExportDisguised = defineObjectiveFinding<{ readonly evidence: string }>({
  id: 'expert-export-disguised',
  summary: "Alpamayo's action expert is exported as if it were an LLM.",
  severity: 'error',
  category: 'config',
  docs: {
    what: 'The checkpoint has the names and the model_type of an ordinary Qwen3, but it is the trajectory decoder of Alpamayo, with an embedding and an output head filled with zeros.',
    why: 'qwen3 is a model type that cosmos-rl trains, so nothing stops the load; the token loss would then overwrite the decoder with nonsense.',
    fix: 'Train the decoder by stage 2 of the Alpamayo recipes, from the full Alpamayo checkpoint.',
  },
  say: ({ evidence }) => ({
    message: `This is Alpamayo's trajectory decoder in the clothes of an LLM: this run cannot train it as one.`,
    because: evidence,
    help: 'Start from the full Alpamayo checkpoint with stage 2 of the Alpamayo recipes.',
  }),
});
