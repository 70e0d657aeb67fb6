import { defineDatasetFinding } from '../finding-kind.ts';

/** A prompt file cannot be used. */
export const promptUnreadable = defineDatasetFinding<{ readonly key: string; readonly why: string }>({
  id: 'prompt-unreadable',
  summary: 'A prompt file cannot be used.',
  severity: 'error',
  category: 'input',
  docs: {
    what: 'The file that `custom.prompts.system_file` or `custom.prompts.user_file` names is missing, empty or not UTF-8.',
    why: 'The entry script refuses to start: every sample would have the wrong prompt.',
    fix: 'Correct the path (relative ones begin in the working folder), or remove the key to use the bundled prompt.',
  },
  say: ({ key, why }, subject) => ({
    message: `The prompt ${subject} of ${key} cannot be used: ${why === 'ENOENT' ? 'it is not there' : why}.`,
    help: `Correct ${key}, or remove it with ~${key}.`,
  }),
});
