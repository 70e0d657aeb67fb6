import { defineObjectiveFinding } from '../finding-kind.ts';

/** The model is neither a file, a folder nor a repository name. */
export const checkpointMissing = defineObjectiveFinding<{ readonly why: string }>({
  id: 'checkpoint-missing',
  summary: 'The model is neither a file, a folder nor a repository name.',
  severity: 'error',
  category: 'input',
  docs: {
    what: 'The path that was given as a model leads nowhere, or the folder cannot be listed.',
    why: 'Nothing can be told about a model that is not there; the engine would take the path for a repository name and try to download it.',
    fix: 'Correct the path, or give a repository as organisation/name.',
  },
  say: ({ why }, subject) => ({
    message: `${subject}: ${why}.`,
    help: 'Give a folder with config.json and safetensors files, or organisation/name.',
  }),
});
