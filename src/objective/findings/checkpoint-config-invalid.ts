import { defineObjectiveFinding } from '../finding-kind.ts';

/** A config file of the model cannot be read. */
export const checkpointConfigInvalid = defineObjectiveFinding<{ readonly why: string }>({
  id: 'checkpoint-config-invalid',
  summary: 'A config file of the model cannot be read.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'config.json, model_index.json, adapter_config.json or a tokenizer file is not a plain file, not UTF-8, not JSON, or names a key twice.',
    why: 'The engine reads config.json first, retries ten times (181 s) and stops (utils/util.py:701-737, 0.4.4); a key named twice has two meanings.',
    fix: 'Fetch the file again, or correct it.',
  },
  say: ({ why }, subject) => ({
    message: `${subject} cannot be used: ${why}.`,
    help: 'Fetch the file again, or correct it.',
  }),
});
