import { defineDatasetFinding } from '../finding-kind.ts';

/** A key of a [custom] table is unknown, or its value has the wrong form. */
export const datasetOptionInvalid = defineDatasetFinding<{ readonly problem: string; readonly fix: string }>({
  id: 'dataset-option-invalid',
  summary: 'A key of a [custom] table is unknown, or its value has the wrong form.',
  severity: 'error',
  category: 'config',
  enforcedBy: 'nobody',
  docs: {
    what: 'The entry scripts read `[custom.dataset]`, `[custom.vision]` and `[custom.prompts]` strictly.',
    why: "cosmos-rl passes `[custom]` on without a look (policy/config/__init__.py, 0.4.7); NVIDIA's scripts ignore keys they do not know, so a misspelt `max_pixels` trains with the default.",
    fix: 'Correct the key or its value.',
  },
  say: ({ problem, fix }, subject) => ({ message: `${subject} ${problem}.`, help: fix }),
});
